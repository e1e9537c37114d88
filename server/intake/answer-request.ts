import type { EndpointKind } from "@/server/db/generated/enums";
import { reportError } from "@/server/report-error";
import type { Json, JsonObject } from "@/workflow/json";
import { type Acceptance, acceptEvent } from "./accept-event";
import { findEndpoint, isRemembered, type KnownEndpoint } from "./endpoints";
import type { Headers } from "./headers";
import { limits } from "./limits";
import { readDeliveryReport } from "./read-delivery-report";
import { readForm } from "./read-form";
import { readWebhook } from "./read-webhook";
import { Refusal } from "./refusal";

export type IntakeRequest = {
  kind: EndpointKind;
  token: string;
  headers: Headers;
  rawBody: Buffer;
  /** Who is asking, as far as attempts are counted together (`addressBucket`). */
  client: string;
};

/** What is sent back; `body` as JSON. */
export type IntakeAnswer = {
  status: number;
  body: JsonObject | null;
  /** How it ended, for the metrics. */
  outcome: Acceptance["outcome"] | "challenge" | "refused" | "failed";
  retryAfterSeconds?: number;
};

/**
 * Takes one request in: finds the address, checks who sends, reads, commits, and only then acknowledges.
 * Never throws; what goes wrong on our side is a 503, so that the sender sends again.
 */
export async function answerRequest(request: IntakeRequest): Promise<IntakeAnswer> {
  try {
    return await withDeadline(take(request), limits().commitWithinMs);
  } catch (error) {
    if (error instanceof Refusal) return answerOf(error);
    reportError(error);
    const message = "We could not keep this just now. Nothing was lost; send it again in a moment.";
    return { status: 503, body: { message }, outcome: "failed", retryAfterSeconds: 5 };
  }
}

/** A refusal as it is sent. */
export function answerOf({ status, message, fields, retryAfterSeconds }: Refusal): IntakeAnswer {
  const body: JsonObject = Object.keys(fields).length > 0 ? { message, fields } : { message };
  return { status, body, outcome: "refused", retryAfterSeconds };
}

async function take(request: IntakeRequest): Promise<IntakeAnswer> {
  const now = Date.now();
  const { lookUps, perEndpoint } = limits();
  // Guessing addresses costs a look-up each; those that are known cost nothing.
  if (!isRemembered(request.token, now) && !lookUps.take(request.client, now)) {
    throw new Refusal(429, "Too many addresses were tried from where you are. Wait a moment.", {}, 1);
  }
  const endpoint = await findEndpoint(request.token, now);
  const way = endpoint && WAYS[endpoint.kind];
  if (!endpoint || way?.at !== request.kind) {
    throw new Refusal(404, "There is nothing at this address. Check that it was copied completely.");
  }
  if (!perEndpoint.take(endpoint.id, now)) {
    throw new Refusal(429, "Too many requests for this address at once. Send them more slowly.", {}, 1);
  }
  // Checking and reading are in turn too: they cost as much as the commit does.
  return limits().queue.submit(endpoint.organizationId, () => way.take(endpoint, request, now));
}

type Take = (endpoint: KnownEndpoint, request: IntakeRequest, now: number) => Promise<IntakeAnswer>;

/** What can be sent to, at which kind of address, and how it is taken in. */
const WAYS: { readonly [kind in EndpointKind]?: { at: EndpointKind; take: Take } } = {
  webhook: { at: "webhook", take: takeWebhook },
  form: { at: "form", take: takeForm },
  reports: { at: "webhook", take: takeReport },
};

async function takeWebhook(
  endpoint: KnownEndpoint,
  request: IntakeRequest,
  now: number,
): Promise<IntakeAnswer> {
  const { style, body, externalId } = readWebhook(endpoint, request, now);
  const challenge = style.challenge?.(body);
  if (challenge) return { status: 200, body: challenge, outcome: "challenge" };
  const { eventId, outcome } = await keep(endpoint, { body, externalId }, now);
  if (style.silent) return { status: 200, body: null, outcome };
  const { status, message } = ACKNOWLEDGED[outcome];
  return { status, body: { id: eventId, outcome, message }, outcome };
}

async function takeForm(endpoint: KnownEndpoint, request: IntakeRequest, now: number): Promise<IntakeAnswer> {
  const { outcome } = await keep(endpoint, await readForm(endpoint, request), now);
  const thanks: Json | undefined = endpoint.trigger?.thanks;
  const message = typeof thanks === "string" && thanks !== "" ? thanks : "Thank you.";
  return { status: 200, body: { ok: true, message }, outcome };
}

/** A report on what a connection sent: it counts whatever the connection's settings say by now. */
async function takeReport(
  endpoint: KnownEndpoint,
  request: IntakeRequest,
  now: number,
): Promise<IntakeAnswer> {
  const { eventId, outcome } = await keep(endpoint, readDeliveryReport(endpoint, request, now), now);
  const { status, message } = ACKNOWLEDGED[outcome];
  return { status, body: { id: eventId, outcome, message }, outcome };
}

/** Only what is signed counts towards what an organization may send. */
async function keep(
  endpoint: KnownEndpoint,
  arrived: { body: JsonObject; externalId?: string },
  now: number,
): Promise<Acceptance> {
  const { organizationId, id: endpointId, name } = endpoint;
  if (endpoint.kind !== "reports") refuseWhereNothingListens(endpoint);
  if (!limits().perOrganization.take(organizationId, now)) {
    throw new Refusal(429, "Your organization sends more at once than is taken. Send more slowly.", {}, 1);
  }
  return acceptEvent({ organizationId, endpointId, workflowName: name, ...arrived });
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

const ACKNOWLEDGED: { [outcome in Acceptance["outcome"]]: { status: number; message: string } } = {
  new: { status: 202, message: "Received." },
  known: { status: 200, message: "Received before; nothing happens twice." },
  conflict: {
    status: 200,
    message: "This id was used before with another body. It was kept and flagged, and starts nothing.",
  },
};

async function withDeadline<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("An event was not committed in time.")), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
