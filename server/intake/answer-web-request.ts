import type { EndpointKind } from "@/server/db/generated/enums";
import { answerOf, answerRequest } from "./answer-request";
import { addressBucket, clientAddress } from "./client-address";
import { formReply, wantsPage } from "./form-reply";
import type { Headers } from "./headers";
import { readRequestBody } from "./read-body";
import { Refusal } from "./refusal";

/** Intake as a web route: the same work for hosts that have no intake process. */
export async function answerWebRequest(
  kind: EndpointKind,
  token: string,
  request: Request,
): Promise<Response> {
  const headers = Object.fromEntries(request.headers);
  const answer = await readRequestBody(request).then(
    (rawBody) => answerRequest({ kind, token, headers, rawBody, client: clientOf(headers) }),
    (error: unknown) => {
      if (error instanceof Refusal) return answerOf(error);
      throw error;
    },
  );
  if (kind === "form" && wantsPage(headers)) {
    const reply = formReply(token, answer);
    return new Response(reply.body, { status: reply.status, headers: reply.headers });
  }
  const retry = answer.retryAfterSeconds ? { "retry-after": String(answer.retryAfterSeconds) } : undefined;
  if (answer.body === null) return new Response(null, { status: answer.status, headers: retry });
  return Response.json(answer.body, { status: answer.status, headers: retry });
}

/** A web route has no connection to ask: the host that stands in front says who it was. */
function clientOf(headers: Headers): string {
  return addressBucket(clientAddress("127.0.0.1", headers["x-forwarded-for"]));
}
