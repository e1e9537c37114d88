import { setTimeout as pause } from "node:timers/promises";
import { toText } from "@/workflow/expressions/convert";
import { isJsonObject, type Json, type JsonObject } from "@/workflow/json";
import type { Assembled } from "@/workflow/operations/assemble";
import type { Related } from "@/workflow/operations/classification";
import type { ConnectionInUse } from "../define";
import { within } from "./likeness";
import { sendRequest } from "./request";
import { fieldAt, valueAt } from "./value-at";

/** The path parameters of a related operation. */
export type Target = { [name: string]: string };

/** Where a related operation finds what this one was about; null when the answer does not say. */
export function targetOf(related: Related, call: Assembled, answer: Json): Target | null {
  const target: Target = {};
  for (const [name, source] of Object.entries(related.parameters)) {
    const value = source.from === "input" ? valueAt(call, source.key) : fieldAt(answer, source.path);
    if (value === undefined || value === null || typeof value === "object" || value === "") return null;
    target[name] = toText(value);
  }
  return target;
}

/** What a read found: the thing itself, or that it is not there. */
export type Found = { there: true; image: Json; whole: Json } | { there: false };

/** @throws as `send` does */
export async function readTarget(
  connection: ConnectionInUse | null,
  related: Related,
  target: Target,
): Promise<Found> {
  const { method, path, within: inside } = related;
  const { status, body } = await sendRequest(connection, {
    method,
    template: path,
    path: target,
    alsoAccepts: [404, 410],
  });
  if (status === 404 || status === 410) return { there: false };
  return { there: true, image: within(body, inside), whole: body };
}

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
