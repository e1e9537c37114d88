import { z } from "zod";
import { inOrganizationFast } from "@/server/db/in-organization";
import type { JsonObject } from "@/workflow/json";
import type { Classification } from "@/workflow/operations/classification";
import { defineAction, type Executed, type RemoteCall, type Verification } from "../define";
import { MendAction } from "../failures";
import { jsonObjectSchema } from "../json";
import { likenessOf } from "../likeness";
import { type Found, keptImage, readUntil } from "../read-until";
import { differences, imageHash } from "./conflict";
import { type KnownOperation, knownOperation } from "./known";
import { readTarget } from "./read-back";
import { sendRequest } from "./request";
import { undoSchema, unwrapped } from "./undo";

const input = z.strictObject({
  /** The operation that is taken back. */
  operation: z.string().min(1).max(300),
  undo: undoSchema,
  /** As it was read back when it was done; null when it was not. */
  left: jsonObjectSchema.nullable(),
  /** Names what stands there now, as a person has seen it and wants to go over. */
  over: z.string().optional(),
});
type Call = RemoteCall<z.infer<typeof input>>;

/** Takes back what an operation did, by the operation that an admin has confirmed for that; only as a reversal. */
export const takeBack = defineAction({
  id: "openapi.take-back",
  label: "Take back what an operation did",
  connector: "openapi",
  effect: "update",
  // It looks how things stand before it sends anything, so that doing it again does no harm.
  retry: "native-key",
  reversal: {
    kind: "none",
    why: "This took something back. Do it again instead, if it was right after all.",
  },
  input,
  operationKey: ({ operation }) => operation,
  amountOf: ({ undo }) => undo.money,
  classify: ({ undo }, _connection, operation) => {
    const { effect } = confirmed(knownOperation(operation));
    if (effect === "money") return { effect: "money" };
    return { effect: undo.kind === "remove" ? "delete" : "update" };
  },
  subject: ({ effectId, summary }) => ({ kind: "request", id: effectId, name: summary }),
  change: ({ input: { left, undo } }) => ({ before: left, after: undo.giveBack }),
  execute,
  verify,
});

type Confirmed = Classification & { reversal: NonNullable<Classification["reversal"]> };

function confirmed({ classification, summary }: KnownOperation): Confirmed {
  if (!classification?.reversal) {
    throw new MendAction(
      `An admin has not confirmed how “${summary}” is taken back. It is done in the connection's settings.`,
    );
  }
  return { ...classification, reversal: classification.reversal };
}

async function execute(call: Call): Promise<Executed> {
  const known = knownOperation(call.connection?.operation);
  const { readBack, reversal } = confirmed(known);
  const { undo } = call.input;
  if (readBack && undo.read) {
    const found = await readTarget(call.connection, readBack, undo.read);
    const done = await alreadyBack(call, found, readBack.within);
    if (done) return done;
  }
  const { method, path } = reversal.by;
  const { body } = known.definition;
  const answer = await sendRequest(call.connection, {
    method,
    template: path,
    path: undo.target,
    ...(undo.giveBack && body ? { body: { type: body.type, value: undo.giveBack } } : {}),
    repeatable: true,
    alsoAccepts: undo.kind === "remove" ? [404, 410] : [],
  });
  return {
    result: { status: answer.status, body: answer.body },
    evidence: { host: answer.host, status: answer.status },
  };
}

/**
 * Whether nothing is left to be done.
 * @throws MendAction when it was changed since, and nobody has decided to go over exactly that
 */
async function alreadyBack(call: Call, found: Found, inside: readonly string[]): Promise<Executed | null> {
  const { undo, left, over } = call.input;
  const gone = { result: { gone: true }, evidence: { found: "gone" } };
  if (!found.there) {
    if (undo.kind === "remove") return gone;
    throw new MendAction("It is not there any more, so nothing can be given back.");
  }
  const now = keptImage(found.whole);
  if (undo.giveBack) {
    const { compared, differing } = likenessOf(undo.giveBack, unwrapped(found.whole, undo.giveBack, inside));
    if (compared > 0 && differing.length === 0)
      return { result: { body: now }, evidence: { found: "as before" } };
  }
  const changed = left ? differences(undo, left, now) : [];
  if (changed.length === 0 || over === imageHash(now)) return null;
  const result: JsonObject = { refused: "changed", now };
  await inOrganizationFast(call.organizationId, async (tx) => call.keep(tx, { result }));
  throw new MendAction(`It was changed since: ${changed.slice(0, 8).join(", ")}. Nothing was overwritten.`);
}

async function verify(call: Call, { result }: Executed): Promise<Verification> {
  const { readBack } = confirmed(knownOperation(call.connection?.operation));
  const { undo } = call.input;
  const { read } = undo;
  if (!readBack || !read) {
    const reason = `The answer was ${result.status}; there is nothing to read it back by.`;
    return { state: "confirmed", reason, evidence: {} };
  }
  const judge = (found: Found): Pick<Verification, "state" | "reason"> => {
    if (undo.kind === "remove") {
      return found.there
        ? { state: "mismatch", reason: "It is still there when it is read back." }
        : { state: "confirmed", reason: "It is gone when it is read back." };
    }
    if (!found.there) return { state: "missing", reason: "It is not there when it is read back." };
    const giveBack = undo.giveBack ?? {};
    const { differing } = likenessOf(giveBack, unwrapped(found.whole, giveBack, readBack.within));
    return differing.length === 0
      ? { state: "confirmed", reason: "It reads as it did before." }
      : { state: "mismatch", reason: `Read back otherwise than meant: ${differing.slice(0, 8).join(", ")}.` };
  };
  const found = await readUntil(
    () => readTarget(call.connection, readBack, read),
    (each) => judge(each).state === "confirmed",
  );
  return { ...judge(found), evidence: found.there ? { readBack: keptImage(found.whole) } : {} };
}
