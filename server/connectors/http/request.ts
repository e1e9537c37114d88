import { z } from "zod";
import { inOrganizationFast } from "@/server/db/in-organization";
import type { JsonObject } from "@/workflow/json";
import { type Done, defineAction, type Executed, type RemoteCall, type Verification } from "../define";
import { LookUp } from "../failures";
import { jsonObjectSchema } from "../json";
import { keptImage, readUntil } from "../read-until";
import { callHttp, pathFrom, readHttp, readSense } from "./call";
import { canBeLookedFor, judgeFound, readBackSchema, undoSchema } from "./pair";
import { isIdempotent } from "./send";
import { type HttpConfig, httpConfig } from "./settings";

const input = z.strictObject({
  method: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"]),
  path: z.string().min(1).max(4000),
  query: jsonObjectSchema.optional(),
  body: jsonObjectSchema.optional(),
  readBack: readBackSchema.optional(),
  undo: undoSchema.optional(),
});
type Input = z.infer<typeof input>;
type Call = RemoteCall<Input>;

export const httpRequest = defineAction({
  id: "http.request",
  label: "HTTP request",
  connector: "http",
  effect: "send",
  retry: "never",
  reversal: { kind: "exact", why: "The request that was drawn beside it takes it back." },
  input,
  classify: (wanted, connection) => {
    if (wanted.method === "GET") return { effect: "read", retry: "native-key" };
    const config = httpConfig.parse(connection);
    const retry = retryOf(wanted, config);
    if (config.writes === undefined) {
      return {
        retry,
        hold: "Nobody has said yet what writing requests of this connection do. An admin says so in the connection.",
      };
    }
    return { effect: config.writes, retry };
  },
  subject: ({ effectId, input: { method, path } }) => ({
    kind: "request",
    id: effectId,
    name: `${method} ${path}`,
  }),
  execute: async ({ connection, effectId, sendKey, input: wanted }) => {
    const { method, path, query, body } = wanted;
    const answer = await callHttp(connection, { method, path, query, body, key: sendKey ?? effectId }).catch(
      (error: unknown) => {
        const blind = error instanceof LookUp && !canBeLookedFor(wanted.readBack);
        throw blind ? new LookUp(error.message, true) : error;
      },
    );
    return {
      result: { status: answer.status, body: answer.body },
      evidence: { host: answer.host, status: answer.status },
    };
  },
  find,
  verify,
  irreversible: async (_tx, done) => {
    if (!done.input.undo) return "What another system did with a request, it alone can take back.";
    return undoPath(done) === null
      ? "The answer does not name what was made, so it cannot be found to take it back."
      : null;
  },
  reverse: (done) => {
    const { input: wanted, result, summary } = done;
    const { undo, readBack, method } = wanted;
    const read = readBack && pathFrom(readBack.path, result.body ?? null);
    return {
      action: "http.take-back",
      input: {
        ...(undo ?? {}),
        path: undoPath(done) ?? "",
        ...(readBack && read ? { readBack: { ...readBack, path: read } } : {}),
        removed: method === "DELETE",
      },
      summary: `Take back: ${summary}`,
    };
  },
});

function undoPath({ input: { undo }, result }: Done<Input>): string | null {
  return undo ? pathFrom(undo.path, result.body ?? null) : null;
}

function retryOf({ method, readBack }: Input, { honoursIdempotencyKey }: HttpConfig) {
  if (isIdempotent(method) || honoursIdempotencyKey) return "native-key";
  return canBeLookedFor(readBack) ? "search-first" : "never";
}

/** What an earlier attempt did; null when it may be sent (again). */
async function find(call: Call): Promise<Executed | null> {
  const { connection, kept, input: wanted } = call;
  // It was answered, and only reading it back failed.
  if (typeof kept?.status === "number") return { result: kept, evidence: { status: kept.status } };
  const retry = retryOf(wanted, httpConfig.parse(connection?.config));
  if (retry === "native-key") return null;
  if (!canBeLookedFor(wanted.readBack)) {
    throw new LookUp(
      "It was being sent when the answer was lost. Nobody can tell from here whether it arrived.",
      true,
    );
  }
  const found = await readSense(connection, wanted.readBack);
  if (judgeFound(found, wanted.readBack, false).state !== "confirmed") return null;
  const body = found.there ? found.whole : null;
  return { result: { status: 200, body }, evidence: { found: true } };
}

async function verify(call: Call, executed: Executed): Promise<Verification> {
  const { connection, input: wanted } = call;
  const { method, path, readBack } = wanted;
  const { evidence, result } = executed;
  if (!readBack) {
    const reason = `${evidence.host} answered ${evidence.status} to ${method} ${path}`;
    return { state: "confirmed", reason, evidence: {} };
  }
  const at = pathFrom(readBack.path, result.body ?? null);
  if (at === null) {
    const reason = `The answer was ${result.status}, but it does not name what was made: nobody can tell what became of it.`;
    return { state: "mismatch", reason, evidence: {} };
  }
  const deletes = method === "DELETE";
  try {
    const found = await readUntil(
      () => readHttp(connection, at),
      (each) => judgeFound(each, readBack, deletes).state === "confirmed",
    );
    const seen: JsonObject = found.there ? { readBack: keptImage(found.whole) } : {};
    return { ...judgeFound(found, readBack, deletes), evidence: { at, ...seen } };
  } catch (error) {
    // That it was answered is kept: what failed is looking, and looking again does no harm.
    await inOrganizationFast(call.organizationId, async (tx) => call.keep(tx, { result }));
    throw error;
  }
}
