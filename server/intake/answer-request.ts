import type { EndpointKind } from "@/server/db/generated/enums";
import { reportError } from "@/server/report-error";
import { decryptSecret } from "@/server/secrets";
import { isJsonObject, type JsonObject } from "@/workflow/json";
import { type Acceptance, acceptEvent } from "./accept-event";
import { findEndpoint, type KnownEndpoint } from "./endpoints";
import { parseJson } from "./parse-json";
import { RateLimit } from "./rate-limit";
import { readForm } from "./read-form";
import { Refusal } from "./refusal";
import { type Headers, isFromSender } from "./verify-signature";

export type IntakeRequest = { kind: EndpointKind; token: string; headers: Headers; rawBody: Buffer };

/** What is sent back; `body` as JSON. `thanks` goes to people who filled in a form. */
export type IntakeAnswer = {
  status: number;
  body: { [key: string]: unknown; message: string };
  retryAfterSeconds?: number;
};

const limit = new RateLimit(500, 1_000);
/** When the database does not answer, the sender hears so while it still listens. */
const COMMIT_WITHIN_MS = 10_000;
const MAX_ID_LENGTH = 255;

/**
 * Takes one request in: finds the address, checks who sends, reads, commits, and only then acknowledges.
 * Never throws; what goes wrong on our side is a 503, so that the sender sends again.
 */
export async function answerRequest(request: IntakeRequest): Promise<IntakeAnswer> {
  try {
    return await withDeadline(take(request));
  } catch (error) {
    if (error instanceof Refusal) {
      const { status, message, fields, retryAfterSeconds } = error;
      const mend = Object.keys(fields).length > 0 ? { fields } : {};
      return { status, body: { message, ...mend }, retryAfterSeconds };
    }
    reportError(error);
    return {
      status: 503,
      body: { message: "We could not keep this just now. Nothing was lost; send it again in a moment." },
      retryAfterSeconds: 5,
    };
  }
}

async function take(request: IntakeRequest): Promise<IntakeAnswer> {
  const now = Date.now();
  const endpoint = await findEndpoint(request.token, now);
  if (!endpoint || endpoint.kind !== request.kind) {
    throw new Refusal(404, "There is nothing at this address. Check that it was copied completely.");
  }
  if (!limit.take(endpoint.id, now)) {
    throw new Refusal(429, "Too many requests for this address at once. Send them more slowly.", {}, 1);
  }
  const arrived =
    request.kind === "webhook" ? readWebhook(endpoint, request, now) : await readForm(endpoint, request);
  refuseWhereNothingListens(endpoint);
  const acceptance = await acceptEvent({
    organizationId: endpoint.organizationId,
    endpointId: endpoint.id,
    workflowName: endpoint.workflowName,
    ...arrived,
  });
  return request.kind === "webhook" ? acknowledge(acceptance) : thank(endpoint);
}

/** Checked after the signature: what is known of a workflow is not for strangers. */
function refuseWhereNothingListens(endpoint: KnownEndpoint): void {
  if (endpoint.workflowStatus === "archived") {
    throw new Refusal(410, "This address is closed: its workflow was archived and takes nothing new.");
  }
  if (endpoint.workflowStatus === "draft" || endpoint.trigger === null) {
    throw new Refusal(
      410,
      "Nothing listens at this address: its workflow is not published with this trigger.",
    );
  }
}

function readWebhook(endpoint: KnownEndpoint, request: IntakeRequest, now: number) {
  const { headers, rawBody } = request;
  const { id, organizationId, secret } = endpoint;
  const secrets = secret === null ? [] : [decryptSecret({ organizationId, id }, secret)];
  if (!isFromSender({ headers, rawBody }, secrets, now / 1000)) {
    throw new Refusal(
      401,
      "The signature is missing, wrong or too old. Sign the exact body with this webhook's secret.",
    );
  }
  const type = headers["content-type"]?.split(";")[0]?.trim().toLowerCase() ?? "";
  if (type !== "application/json" && !type.endsWith("+json")) {
    throw new Refusal(400, "Send the body as JSON, with the header content-type: application/json.");
  }
  const body = parseJson(rawBody);
  if (!isJsonObject(body)) throw new Refusal(400, 'The body must be a JSON object, like {"name": "value"}.');
  return { body, externalId: senderId(endpoint, headers, body) };
}

/** The field the builder named as the id, else the sender's header; without either the event counts as new. */
function senderId(endpoint: KnownEndpoint, headers: Headers, body: JsonObject): string | undefined {
  const field = endpoint.trigger?.idField;
  const named =
    typeof field === "string" && field !== "" && Object.hasOwn(body, field) ? body[field] : undefined;
  const id = typeof named === "string" || typeof named === "number" ? String(named) : headers["webhook-id"];
  if (id === undefined || id === "") return undefined;
  if (id.length > MAX_ID_LENGTH)
    throw new Refusal(400, `The event's id is longer than ${MAX_ID_LENGTH} characters.`);
  return id;
}

const ACKNOWLEDGED: { [outcome in Acceptance["outcome"]]: { status: number; message: string } } = {
  new: { status: 202, message: "Received." },
  known: { status: 200, message: "Received before; nothing happens twice." },
  conflict: {
    status: 200,
    message: "This id was used before with another body. It was kept and flagged, and starts nothing.",
  },
};

function acknowledge({ eventId, outcome }: Acceptance): IntakeAnswer {
  const { status, message } = ACKNOWLEDGED[outcome];
  return { status, body: { id: eventId, outcome, message } };
}

function thank({ trigger }: KnownEndpoint): IntakeAnswer {
  const thanks = trigger?.thanks;
  return {
    status: 200,
    body: { ok: true, message: typeof thanks === "string" && thanks !== "" ? thanks : "Thank you." },
  };
}

async function withDeadline<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("An event was not committed in time.")), COMMIT_WITHIN_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
