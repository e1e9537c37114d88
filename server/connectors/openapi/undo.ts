import { z } from "zod";
import { isJsonObject, type Json, type JsonObject } from "@/workflow/json";
import type { Assembled } from "@/workflow/operations/assemble";
import type { Shape } from "@/workflow/operations/shape";
import { jsonObjectSchema } from "../json";
import { pickAlong } from "../likeness";
import type { KnownOperation } from "./known";
import { moneyOf } from "./money-of";
import { targetOf } from "./read-back";

/** How an action of an operation can be taken back, worked out when it was done; kept with its evidence. */
export const undoSchema = z.strictObject({
  /** "": it cannot, see `why`. */
  kind: z.enum(["remove", "give-back", ""]),
  why: z.string(),
  /** Path parameters of the operation that takes it back, and of the one that reads. */
  target: z.record(z.string(), z.string()),
  read: z.record(z.string(), z.string()).nullable(),
  /** What is sent to give back what stood there before. */
  giveBack: jsonObjectSchema.nullable(),
  /** What it moved: taking it back is guarded like it. */
  money: z.strictObject({ amount: z.string(), currency: z.string() }).nullable(),
});
export type Undo = z.infer<typeof undoSchema>;

const cannot = (why: string): Undo => ({
  kind: "",
  why,
  target: {},
  read: null,
  giveBack: null,
  money: null,
});

/** @param before what stood there before, as the read operation answered it whole; null when it was not read */
export function undoOf(known: KnownOperation, call: Assembled, answer: Json, before: Json | null): Undo {
  const { reversal, readBack } = known.classification ?? {};
  if (!reversal) return cannot("An admin has said that it cannot be taken back from here.");
  const target = targetOf(reversal.by, call, answer);
  const read = readBack ? targetOf(readBack, call, answer) : null;
  if (!target)
    return cannot("What it made was not named in the answer, so it cannot be found to take it back.");
  const money = known.classification && moneyOf(known.classification, call);
  if (reversal.kind === "remove") return { kind: "remove", why: "", target, read, giveBack: null, money };
  const giveBack = givenBack(known, call.body, before, readBack?.within ?? []);
  if (!giveBack) return cannot("What stood there before is not known, so it cannot be given back.");
  return { kind: "give-back", why: "", target, read, giveBack, money };
}

/** A PUT replaces everything it can be sent; other methods change just what they were sent. */
function givenBack(
  { definition }: KnownOperation,
  sent: Json | undefined,
  before: Json | null,
  inside: readonly string[],
): JsonObject | null {
  if (!isJsonObject(before) || !isJsonObject(sent)) return null;
  const image = unwrapped(before, sent, inside);
  const like = definition.method === "PUT" ? { ...emptyOf(definition.body?.shape), ...sent } : sent;
  const picked = pickAlong(like, image);
  if (!isJsonObject(picked)) return null;
  // What was not there cannot be given back as it was; what is sent without it would leave it changed.
  return Object.keys(sent).every((name) => Object.hasOwn(picked, name)) ? picked : null;
}

/** The image as it has to be looked at beside what is sent, which may be wrapped like the answer or not. */
export function unwrapped(whole: Json, sent: Json | undefined, inside: readonly string[]): Json {
  const [first] = inside;
  const wrapped = first !== undefined && isJsonObject(sent) && Object.hasOwn(sent, first);
  if (wrapped) return whole;
  return inside.reduce<Json>(
    (found, name) => (isJsonObject(found) && Object.hasOwn(found, name) ? (found[name] ?? null) : found),
    whole,
  );
}

function emptyOf(shape: Shape | undefined): JsonObject {
  const fields = Object.entries(shape?.fields ?? {}).filter(([, each]) => !each.readOnly);
  return Object.fromEntries(fields.map(([name, each]) => [name, each.fields ? emptyOf(each) : null]));
}
