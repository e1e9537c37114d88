import { canonicalHash } from "@/server/canonical";
import { inOrganizationFast } from "@/server/db/in-organization";
import type { ReviewToOpen } from "@/server/reviews/open-review";
import type { Packet, Release } from "@/server/reviews/packet";
import { decimalText } from "@/workflow/expressions/decimal";
import { EXECUTORS } from "@/workflow/nodes/executors";
import type { PlanNode } from "@/workflow/plan/plan";
import { type PreviewedRelease, previewReleases } from "@/workflow/plan/preview-releases";
import type { ReviewRequest } from "@/workflow/ports";
import { readCaseHistory } from "./case-history";
import { itemText, type LoadedRun, outputsOf, surroundings } from "./load-run";
import { requesterOf } from "./requester";

const HOUR_MS = 3_600_000;

/** A node's question with everything that is needed to decide it, as it is now. */
export async function reviewToOpen(
  run: LoadedRun,
  node: PlanNode,
  request: ReviewRequest,
  now: Date,
): Promise<ReviewToOpen> {
  const { answers, evidence, amount, escalateAfterHours } = request;
  const releases = await releasesOf(run, node);
  const history = await inOrganizationFast(run.organizationId, (tx) => readCaseHistory(tx, run));
  const packet: Packet = { answers, evidence, history, releases, ...draftOf(releases) };
  return {
    runId: run.id,
    nodeId: node.id,
    item: itemText(run),
    workflowId: run.workflowId,
    workflowVersionId: run.versionId,
    kind: request.kind,
    ask: request.ask,
    why: request.why,
    subject: request.subject ?? subjectOf(run),
    ...(amount ? { amount: decimalText(amount.value), currency: amount.currency } : {}),
    packet,
    reviewers: request.reviewers,
    requestedBy: await requesterOf(run),
    dueAt:
      escalateAfterHours === undefined ? undefined : new Date(now.getTime() + escalateAfterHours * HOUR_MS),
  };
}

/** Who or what it is about; within a "for each", also which item. */
function subjectOf({ subject, item }: LoadedRun): string {
  return [subject, item?.id ?? ""].filter((part) => part !== "").join(" · ");
}

/** The actions that an approval lets go, simulated with what is known now; nothing is sent. */
async function releasesOf(run: LoadedRun, node: PlanNode): Promise<Release[]> {
  const outputs = outputsOf(run);
  const known = new Map(
    [...run.steps.values()].flatMap(({ nodeId, port, output, state }) =>
      state === "settled" && port !== null ? [[nodeId, { port, output }] as const] : [],
    ),
  );
  const previews = await previewReleases({
    plan: run.plan,
    triggerNodeId: run.item?.forEach ?? run.triggerNodeId,
    known,
    event: run.event,
    executors: EXECUTORS,
    services: surroundings(run, outputs).services,
    approvalNodeId: node.id,
  });
  return previews.map(asRelease);
}

function asRelease({ nodeId, nodeName, request, unknown, problem }: PreviewedRelease): Release {
  const input = request?.input ?? {};
  const { amount, currency } = input;
  const exact = decimalText(amount);
  return {
    nodeId,
    nodeName,
    action: request?.action ?? "",
    summary: request?.summary ?? "Not known yet",
    input,
    inputHash: canonicalHash(input),
    ...(exact !== undefined && typeof currency === "string" ? { amount: exact, currency } : {}),
    // What cannot be shown is not released by an approval.
    unknown: request && !problem ? unknown : [...unknown, problem ?? "its input"],
  };
}

/** The first message among the actions, as it would go out. */
function draftOf(releases: readonly Release[]): Pick<Packet, "draft"> {
  for (const { input } of releases) {
    const { to, subject, text } = input;
    if (typeof to === "string" && typeof subject === "string" && typeof text === "string") {
      return { draft: { to, subject, text } };
    }
  }
  return {};
}
