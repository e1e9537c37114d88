import { setTimeout as pause } from "node:timers/promises";
import { isJsonObject, type Json, type JsonObject } from "@/workflow/json";

/** What a read found: the thing itself, or that it is not there. */
export type Found = { there: true; image: Json; whole: Json } | { there: false };

/** Some systems need a moment until what they took can be read. */
const PAUSES_MS = [150, 600, 1_500];

/** Reads until it is as it is meant to be, four times at most; what the last one found counts. */
export async function readUntil(
  read: () => Promise<Found>,
  isAsMeant: (found: Found) => boolean,
): Promise<Found> {
  for (const wait of PAUSES_MS) {
    const found = await read();
    if (isAsMeant(found)) return found;
    await pause(wait);
  }
  return read();
}

const MOST_KEPT = 32_000;

/** As much of an image as is kept with an action: its plain fields where the whole is large. */
export function keptImage(image: Json): JsonObject {
  if (!isJsonObject(image)) return { value: typeof image === "object" ? null : image };
  if (JSON.stringify(image).length <= MOST_KEPT) return image;
  const plain = Object.entries(image).filter(
    ([, value]) => value === null || (typeof value !== "object" && String(value).length <= 500),
  );
  return Object.fromEntries(plain.slice(0, 100));
}
