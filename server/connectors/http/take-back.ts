import { z } from "zod";
import type { JsonObject } from "@/workflow/json";
import { defineAction, type Executed, type RemoteCall } from "../define";
import { LookUp, MendAction } from "../failures";
import { keptImage, readUntil } from "../read-until";
import { callHttp, readSense } from "./call";
import { judgeFound, readBackSchema, undoSchema } from "./pair";
import { isIdempotent } from "./send";
import { httpConfig } from "./settings";

const input = z.strictObject({
  ...undoSchema.shape,
  /** Where what is taken back can be seen, with nothing left to fill in. */
  readBack: readBackSchema.optional(),
  /** What is taken back had removed it. */
  removed: z.boolean(),
});
type Call = RemoteCall<z.infer<typeof input>>;

/** Takes back what a request did, by the request that was drawn beside it; only as a reversal. */
export const takeBack = defineAction({
  id: "http.take-back",
  label: "Take back what a request did",
  connector: "http",
  effect: "update",
  retry: "never",
  reversal: {
    kind: "none",
    why: "This took something back. Do it again instead, if it was right after all.",
  },
  input,
  classify: ({ method, readBack }, connection) => {
    const { writes, honoursIdempotencyKey } = httpConfig.parse(connection);
    const repeatable = isIdempotent(method) || honoursIdempotencyKey;
    return {
      ...(writes === "money" ? { effect: "money" } : {}),
      retry: repeatable ? "native-key" : readBack ? "search-first" : "never",
    };
  },
  subject: ({ effectId, summary }) => ({ kind: "request", id: effectId, name: summary }),
  execute: async (call) => {
    if ((await stands(call)) === false) {
      throw new MendAction("It was changed there since, so it is not taken back. Look at it there.");
    }
    const { connection, effectId, input: wanted } = call;
    const { method, path, body } = wanted;
    const answer = await callHttp(connection, {
      method,
      path,
      body,
      key: effectId,
      alsoAccepts: method === "DELETE" ? [404, 410] : [],
    });
    return {
      result: { status: answer.status, body: answer.body },
      evidence: { host: answer.host, status: answer.status },
    };
  },
  find: async (call): Promise<Executed | null> => {
    const { connection, input: wanted } = call;
    const standing = await stands(call);
    if (standing === false) return { result: { status: 200, body: null }, evidence: { found: "taken back" } };
    const repeatable =
      isIdempotent(wanted.method) || httpConfig.parse(connection?.config).honoursIdempotencyKey === true;
    if (standing === true || repeatable) return null;
    throw new LookUp("Nobody can tell from here whether it was taken back.", true);
  },
  verify: async (call, { evidence }) => {
    const { readBack } = call.input;
    if (!readBack) {
      const reason = `${evidence.host} answered ${evidence.status}; there is nothing to read it back by.`;
      return { state: "confirmed", reason, evidence: {} };
    }
    const found = await readUntil(
      () => readSense(call.connection, readBack),
      (each) => judgeFound(each, readBack, call.input.removed).state !== "confirmed",
    );
    const seen: JsonObject = found.there ? { readBack: keptImage(found.whole) } : {};
    return judgeFound(found, readBack, call.input.removed).state === "confirmed"
      ? { state: "mismatch", reason: "It still stands when it is read back.", evidence: seen }
      : { state: "confirmed", reason: "It stands no more when it is read back.", evidence: seen };
  },
});

/** Whether what is to be taken back stands as it was left; undefined where nobody can see that. */
async function stands({ connection, input: { readBack, removed } }: Call): Promise<boolean | undefined> {
  if (!readBack) return undefined;
  const found = await readSense(connection, readBack);
  return judgeFound(found, readBack, removed).state === "confirmed";
}
