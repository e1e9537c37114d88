import type { Graph } from "@/workflow/graph/schema";
import type { Example } from "./example";
import type { Api } from "./people";
import { untilRun } from "./runs";
import { sendWebhook } from "./senders";
import type { Story } from "./story";

/** Another workflow, drawn from nothing: the cap holds whatever a drawing says; a version stays with its runs. */
export async function drawAnother(
  story: Story,
  tale: { builder: Api; reviewer: Api; admin: Api; example: Example; mailbox: string },
): Promise<void> {
  const { builder, reviewer, admin, example } = tale;
  story.chapter("A drawing without any approval meets the organization's cap");
  const { id: workflowId } = await builder.workflows.create.mutate({ name: `Goodwill ${example.mark}` });
  const fresh = await builder.workflows.get.query({ workflowId });
  const saved = await builder.workflows.saveDraft.mutate({
    workflowId,
    revision: fresh.draftRevision,
    document: goodwill(example, false),
  });
  await builder.workflows.publish.mutate({ workflowId, revision: saved.revision });
  const [endpoint] = await builder.workflows.endpoints.query({ workflowId });
  const { secret } = await builder.workflows.revealSecret.mutate({ endpointId: endpoint?.id ?? "" });
  const send = (id: string, amount: number) =>
    sendWebhook(endpoint?.url ?? "", secret, {
      id: `${example.mark}-${id}`,
      body: { email: example.email, order: example.order(3), amount },
    });
  await send("large", 300);
  const held = await untilRun(admin, { search: example.email, workflowId }, ["waiting", "done", "failed"]);
  const heldEffect = held.effects.find((effect) => effect.action === "collections.pay");
  story.check("300 is held, whatever the drawing says", heldEffect?.state === "held", heldEffect?.state);
  story.say(heldEffect?.reason ?? "");

  story.chapter("A new version is published while that run waits");
  const next = await builder.workflows.saveDraft.mutate({
    workflowId,
    revision: saved.revision,
    document: goodwill(example, true),
  });
  await builder.workflows.publish.mutate({
    workflowId,
    revision: next.revision,
    name: "Also marks the order",
  });
  await send("small", 20);
  const small = await untilRun(admin, { search: example.email, workflowId }, ["done", "failed"]);
  story.check(
    "the next event runs the new version",
    small.version.number === 2 && small.status === "done",
    small.reason,
  );
  const review = held.reviews.find((each) => each.kind === "guardrail");
  const { review: shown } = await reviewer.reviews.get.query({ reviewId: review?.id ?? "" });
  const release = shown.packet.answers.find((answer) => answer.tone === "approve")?.id ?? "";
  await reviewer.reviews.decide.mutate({
    reviewId: shown.id,
    contentHash: shown.contentHash,
    answer: release,
    rationale: "Agreed by phone",
  });
  await untilDone(admin, held.id);
  const old = await admin.runs.get.query({ runId: held.id });
  story.check(
    "the run that waited ends on its own version",
    old.version.number === 1 && old.status === "done",
    `${old.status} ${old.reason}`,
  );
}

async function untilDone(admin: Api, runId: string): Promise<void> {
  const { until } = await import("./story");
  await until("the held run to end", async () =>
    ["done", "failed"].includes((await admin.runs.get.query({ runId })).status),
  );
}

function goodwill(example: Example, withNote: boolean): Graph {
  const field = (key: string) => ({ kind: "reference", reference: { from: "event", path: [key] } });
  const node = (id: string, type: string, column: number, config: Record<string, unknown>) => ({
    id,
    type,
    name: id,
    config,
    join: "all" as const,
    position: { x: column * 320, y: 0 },
  });
  const fields = [
    { key: "email", label: "Email", type: "email", required: true },
    { key: "order", label: "Order", type: "text", required: true },
    { key: "amount", label: "Amount", type: "money", required: true },
  ];
  return {
    nodes: [
      node("arrives", "webhook", 0, { fields, idField: "", subjectField: "email" }),
      node("pay", "move-money", 1, {
        collectionId: example.idOf("refunds"),
        amount: field("amount"),
        currency: "EUR",
        data: [{ field: "order", value: field("order") }],
      }),
      ...(withNote
        ? [node("summarize", "compute", 2, { fields: [{ field: "paid", value: field("amount") }] })]
        : []),
    ],
    edges: [
      { id: "arrives.started-pay", source: "arrives", sourcePort: "started", target: "pay" },
      ...(withNote
        ? [{ id: "pay.confirmed-summarize", source: "pay", sourcePort: "confirmed", target: "summarize" }]
        : []),
    ],
  };
}
