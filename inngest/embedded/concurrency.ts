import { createHash } from "node:crypto";
import { z } from "zod";
import type { EngineEvent } from "./protocol";

/** How many runs of a function may go on at once: of all, or of those whose event has the same at `path`. */
export type Limit = { most: number; path?: string };
/** What one run counts against. */
export type Slot = { key: string; most: number };

/** As an Inngest server. */
const MOST_LIMITS = 2;
/** One path into the event, never an expression: it is the same in both engines without a language of its own. */
const PATH = /^event\.data(\.[A-Za-z_][A-Za-z0-9_]*)+$/;

const optionSchema = z.strictObject({
  limit: z.int().min(0),
  key: z.string().nullish(),
  scope: z.literal("fn").nullish(),
});
const concurrencySchema = z.union([
  z
    .int()
    .min(0)
    .transform((limit) => [{ limit, key: undefined }]),
  optionSchema.transform((option) => [option]),
  z.array(optionSchema).max(MOST_LIMITS),
]);

/**
 * The `concurrency` of a function as the SDK declares it; a limit of 0 is none.
 * @throws UnsupportedFunction
 */
export function readLimits(functionId: string, concurrency: unknown): Limit[] {
  if (concurrency === undefined || concurrency === null) return [];
  const read = concurrencySchema.safeParse(concurrency);
  const limits = read.data?.map(({ limit, key }) => ({ most: limit, ...(key ? { path: key } : {}) }));
  if (!limits || limits.some(({ path }) => path !== undefined && !PATH.test(path))) {
    throw new UnsupportedFunction(
      `The concurrency of “${functionId}” must be at most ${MOST_LIMITS} limits of the function, each with a key like “event.data.name” or without one.`,
    );
  }
  return limits.filter(({ most }) => most > 0);
}

/** A function asks for what this engine cannot do: leave it out, or run it on an Inngest server. */
export class UnsupportedFunction extends Error {
  override name = "UnsupportedFunction";
}

/** What a run counts against, the narrowest first. Runs whose events lack the value count together. */
export function slotsOf(functionId: string, limits: readonly Limit[], event: EngineEvent): Slot[] {
  return limits
    .map(({ most, path }) => ({ key: path ? keyOf(functionId, path, event) : functionId, most }))
    .toSorted((a, b) => b.key.length - a.key.length);
}

/** Values can be long, and be about somebody: only their hash is kept. */
function keyOf(functionId: string, path: string, event: EngineEvent): string {
  const value = path
    .split(".")
    .slice(2)
    .reduce<unknown>((inner, name) => (isObject(inner) ? inner[name] : undefined), event.data);
  const hash = createHash("sha256").update(JSON.stringify(value ?? null));
  return `${functionId}/${path}/${hash.digest("hex").slice(0, 32)}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export type Candidate = {
  id: string;
  keys: string[];
  most: number[];
  /** It was taken before, by a process that shows no sign of life: its turn is still its own. */
  held: boolean;
};

/**
 * Gives turns, in the order given, as long as there is room and each key of a run is held less often than it
 * may be.
 * @param holding how often each key is held now; what is given is added
 * @returns who may go on, and of the others what they stand in line for
 */
export function giveTurns(candidates: readonly Candidate[], holding: Map<string, number>, room: number) {
  const taken: string[] = [];
  const blocked: { id: string; key: string }[] = [];
  for (const { id, keys, most, held } of candidates) {
    const full = held ? undefined : keys.find((key, at) => (holding.get(key) ?? 0) >= (most[at] ?? 0));
    if (full !== undefined) blocked.push({ id, key: full });
    else if (taken.length < room) {
      taken.push(id);
      if (!held) for (const key of keys) holding.set(key, (holding.get(key) ?? 0) + 1);
    }
  }
  return { taken, blocked };
}
