import { z } from "zod";
import { inOrganizationFast } from "@/server/db/in-organization";
import { isJsonObject, type Json, type JsonObject } from "@/workflow/json";
import type { Assembled } from "@/workflow/operations/assemble";
import { type Done, defineAction, type Executed, type RemoteCall, type Verification } from "../define";
import { LookUp, MendAction } from "../failures";
import { isIdempotent } from "../http/send";
import { jsonObjectSchema } from "../json";
import { likenessOf } from "../likeness";
import { type Found, keptImage, readUntil } from "../read-until";
import { changedSince, conflictOf, reversalOver } from "./conflict";
import { assembled, type KnownOperation, knownOperation } from "./known";
import { moneyOf } from "./money-of";
import { readTarget, targetOf } from "./read-back";
import { sendRequest } from "./request";
import { shownChange } from "./shown-change";
import { type Undo, undoOf, undoSchema, unwrapped } from "./undo";

/** `values` by field key, see workflow/operations/fields. */
const input = z.strictObject({ operation: z.string().min(1).max(300), values: jsonObjectSchema });
type Input = z.infer<typeof input>;
type Call = RemoteCall<Input>;

export const useOperation = defineAction({
  id: "openapi.use-operation",
  label: "Use an operation of a connection",
  connector: "openapi",
  effect: "send",
  retry: "never",
  reversal: { kind: "exact", why: "The operation that an admin confirmed for it takes it back." },
  input,
  operationKey: ({ operation }) => operation,
  amountOf: ({ values }, operation) => {
    const known = knownOperation(operation);
    return known.classification && moneyOf(known.classification, assembled(known, values));
  },
  classify: ({ values }, _connection, operation) => {
    const known = knownOperation(operation);
    // What does not fit is said before anybody is asked whether it may go out.
    assembled(known, values);
    const { classification, definition, summary } = known;
    if (classification) return { effect: classification.effect, retry: classification.retry };
    if (definition.method === "GET") return { effect: "read", retry: "native-key" };
    return {
      retry: "never",
      hold: `Nobody has said yet what “${summary}” does. An admin says so in the connection's settings.`,
    };
  },
  subject: ({ effectId, summary }) => ({ kind: "request", id: effectId, name: summary }),
  change: ({ input: { values }, before }) => shownChange(values, before?.data),
  execute,
  find,
  verify,
  irreversible: async (_tx, { evidence }) => {
    const undo = undoSchema.safeParse(evidence?.undo);
    if (!undo.success) return "Nobody had said how it is taken back when it was done, or nobody saw its end.";
    return undo.data.kind === "" ? undo.data.why : null;
  },
  now: changedSince,
  conflict: conflictOf,
  reverse: (done) => ({
    action: "openapi.take-back",
    input: takeBackInput(done),
    summary: `Take back: ${done.summary}`,
  }),
  reverseOver: (done) => reversalOver(done, takeBackInput(done)),
});

async function execute(call: Call): Promise<Executed> {
  const known = knownOperation(call.connection?.operation);
  const content = assembled(known, call.input.values);
  const before = await imageBefore(call, known, content);
  const { definition, classification } = known;
  const { method, path, body, keyHeader } = definition;
  const answer = await sendRequest(call.connection, {
    method,
    template: path,
    path: content.path,
    query: content.query,
    headers: keyHeader ? { ...content.header, [keyHeader]: call.sendKey ?? call.effectId } : content.header,
    ...(body && content.body !== undefined ? { body: { type: body.type, value: content.body } } : {}),
    repeatable: classification?.retry === "native-key",
    // It was there before: that it is gone now is what was wanted, also when the answer to an earlier attempt was lost.
    alsoAccepts: method === "DELETE" && before !== null ? [404, 410] : [],
  }).catch((error: unknown) => {
    const blind =
      error instanceof LookUp && (classification?.retry ?? "never") === "never" && !isIdempotent(method);
    throw blind ? new LookUp(error.message, true) : error;
  });
  const { status, body: said, host } = answer;
  return executedAs(known, content, { result: { status, body: said }, before, evidence: { host, status } });
}

function executedAs(
  known: KnownOperation,
  content: Assembled,
  done: { result: JsonObject; before: Json | null; evidence: JsonObject },
): Executed {
  const undo: Undo = undoOf(known, content, done.result.body ?? null, done.before);
  return { result: done.result, evidence: { ...done.evidence, undo } };
}

/**
 * What stands there before it is changed, kept with the action before anything is sent; null where it is not read. An
 * attempt that comes later goes by what the first one saw.
 */
async function imageBefore(call: Call, known: KnownOperation, content: Assembled): Promise<Json | null> {
  if (call.before !== null) return call.before.whole ?? null;
  const { classification } = known;
  const target = classification?.readBack && targetOf(classification.readBack, content, null);
  // A target that only the answer names does not stand there yet.
  if (!classification?.readBack || !target || classification.effect === "read") return null;
  const found = await readTarget(call.connection, classification.readBack, target);
  if (!found.there && known.definition.method !== "PUT") {
    throw new MendAction(`“${known.summary}” was not sent: what it is about is not there.`, "values");
  }
  const before = found.there
    ? { data: keptImage(found.image), whole: keptImage(found.whole) }
    : { data: {}, whole: null };
  await inOrganizationFast(call.organizationId, async (tx) => call.keep(tx, { result: {}, before }));
  return before.whole;
}

/** What an earlier attempt did; null when it may be sent (again). */
async function find(call: Call): Promise<Executed | null> {
  const known = knownOperation(call.connection?.operation);
  const content = assembled(known, call.input.values);
  const before = call.before?.whole ?? null;
  // It was answered, and only reading it back failed.
  if (typeof call.kept?.status === "number") {
    return executedAs(known, content, { result: call.kept, before, evidence: { status: call.kept.status } });
  }
  const { classification, definition } = known;
  const retry = classification?.retry ?? (definition.method === "GET" ? "native-key" : "never");
  if (retry === "native-key") return null;
  const target = classification?.readBack && targetOf(classification.readBack, content, null);
  if (retry === "never" || !classification?.readBack || !target) {
    throw new LookUp(
      "It was being sent when the answer was lost. Nobody can tell from here whether it arrived.",
      true,
    );
  }
  const found = await readTarget(call.connection, classification.readBack, target);
  if (!found.there) return null;
  const likeness = likenessOf(
    content.body,
    unwrapped(found.whole, content.body, classification.readBack.within),
  );
  if (likeness.compared === 0)
    throw new LookUp("Whether it arrived cannot be seen from what is read back.", true);
  if (likeness.differing.length > 0) return null;
  return executedAs(known, content, {
    result: { status: 200, body: found.whole },
    before,
    evidence: { found: true },
  });
}

async function verify(call: Call, executed: Executed): Promise<Verification> {
  const known = knownOperation(call.connection?.operation);
  const { definition, classification, summary } = known;
  const said = `The answer to “${summary}” was ${executed.result.status}`;
  const readBack = classification?.readBack;
  if (definition.method === "GET" || !readBack) {
    const reason = definition.method === "GET" ? `${said}.` : `${said}; there is nothing to read it back by.`;
    return { state: "confirmed", reason, evidence: {} };
  }
  const content = assembled(known, call.input.values);
  const target = targetOf(readBack, content, executed.result.body ?? null);
  if (!target) {
    return {
      state: "mismatch",
      reason: `${said}, but it does not name what was made: nobody can tell what became of it.`,
      evidence: {},
    };
  }
  const gone = definition.method === "DELETE";
  const judge = (found: Found) => judgeFound(found, content, { gone, inside: readBack.within });
  try {
    const found = await readUntil(
      () => readTarget(call.connection, readBack, target),
      (each) => judge(each).state === "confirmed",
    );
    const evidence: JsonObject = found.there ? { readBack: keptImage(found.whole), target } : { target };
    return { ...judge(found), evidence };
  } catch (error) {
    // That it was answered is kept: what failed is looking, and looking again does no harm.
    await inOrganizationFast(call.organizationId, async (tx) => call.keep(tx, { result: executed.result }));
    throw error;
  }
}

type Judged = Pick<Verification, "state" | "reason">;

function judgeFound(
  found: Found,
  content: Assembled,
  { gone, inside }: { gone: boolean; inside: string[] },
): Judged {
  if (gone) {
    return found.there
      ? { state: "mismatch", reason: "It is still there when it is read back." }
      : { state: "confirmed", reason: "It is gone when it is read back." };
  }
  if (!found.there) return { state: "missing", reason: "It is not there when it is read back." };
  if (!isJsonObject(found.image))
    return { state: "mismatch", reason: "What is read back makes no sense: it has no fields." };
  const { compared, differing } = likenessOf(content.body, unwrapped(found.whole, content.body, inside));
  if (differing.length > 0) {
    return {
      state: "mismatch",
      reason: `Read back otherwise than meant: ${differing.slice(0, 8).join(", ")}.`,
    };
  }
  if (compared > 0)
    return { state: "confirmed", reason: `Read back as meant (${compared} fields compared).` };
  if (content.body === undefined || Object.keys(content.body ?? {}).length === 0) {
    return { state: "confirmed", reason: "It is there when it is read back." };
  }
  return {
    state: "unverifiable",
    reason: "It is there, but nothing of what was sent can be seen in what is read back.",
  };
}

function takeBackInput({ input: { operation }, evidence }: Done<Input>): JsonObject {
  const undo = undoSchema.parse(evidence?.undo);
  const left = isJsonObject(evidence?.readBack) ? evidence.readBack : null;
  return { operation, undo, left };
}
