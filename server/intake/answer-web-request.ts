import type { EndpointKind } from "@/server/db/generated/enums";
import { answerRequest } from "./answer-request";
import { formReply, wantsPage } from "./form-reply";
import { readRequestBody } from "./read-body";
import { Refusal } from "./refusal";

/** Intake as a web route: the same work for hosts that have no intake process. */
export async function answerWebRequest(
  kind: EndpointKind,
  token: string,
  request: Request,
): Promise<Response> {
  const headers = Object.fromEntries(request.headers);
  try {
    const answer = await answerRequest({ kind, token, headers, rawBody: await readRequestBody(request) });
    if (kind === "form" && wantsPage(headers)) {
      const reply = formReply(token, answer);
      return new Response(reply.body, { status: reply.status, headers: reply.headers });
    }
    const retry = answer.retryAfterSeconds ? { "retry-after": String(answer.retryAfterSeconds) } : undefined;
    return Response.json(answer.body, { status: answer.status, headers: retry });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return Response.json({ message: error.message }, { status: error.status });
  }
}
