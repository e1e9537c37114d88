import { startStripe } from "@/server/testing/stripe-stub";
import type { Graph } from "@/workflow/graph/schema";
import type { Example } from "./example";
import type { Api } from "./people";
import { untilRun } from "./runs";
import { sendWebhook } from "./senders";
import { type Story, until } from "./story";

const ENDED = ["done", "failed"] as const;

/** The payment provider goes away in the middle: refunds queue, the rest goes on, an admin orders the queue, it comes back. */
export async function providerDown(
  story: Story,
  { admin, builder, example }: { admin: Api; builder: Api; example: Example },
): Promise<void> {
  story.chapter("A payment provider is connected, and a workflow gives money back over it");
  let stripe = await startStripe();
  const { port } = stripe;
  try {
    const connection = await admin.connections.create.mutate({
      connector: "stripe",
      name: `Stripe ${example.mark}`,
      config: { baseUrl: `http://127.0.0.1:${port}`, allowedHosts: ["127.0.0.1"] },
      secret: { key: "rk_test_standin0standin0" },
    });
    const { workflowId, send } = await publish(builder, example, connection.id);
    const runOf = (email: string, statuses: Parameters<typeof untilRun>[2]) =>
      untilRun(admin, { search: email, workflowId }, statuses, 120);
    const first = await send("first", 12);
    const calm = await runOf(first, [...ENDED]);
    story.check("12 is given back and read back", calm.status === "done", calm.reason);

    story.chapter("The payment provider goes down in the middle");
    await stripe.close();
    const amounts = [20, 90, 50];
    const people = [];
    for (const amount of amounts) people.push(await send(`late-${amount}`, amount));
    const stuck = await Promise.all(people.map((email) => runOf(email, ["degraded", "failed"])));
    story.check(
      "each run says degraded, not failed",
      stuck.every((run) => run.status === "degraded"),
      stuck.map((run) => run.status).join(", "),
    );
    const noted = await until("the other branches", async () => {
      const runs = await Promise.all(stuck.map(({ id }) => admin.runs.get.query({ runId: id })));
      return runs.every((run) =>
        run.effects.some(
          (effect) => effect.action === "collections.create-record" && effect.state === "confirmed",
        ),
      );
    });
    story.check("the other branches went on to their end", noted);

    story.chapter("An admin puts the queue in order: the highest amount first");
    const connectionId = connection.id;
    await until(
      "all to queue",
      async () => (await admin.operations.queue.query({ connectionId })).length === 3,
    );
    await admin.operations.orderQueue.mutate({ connectionId, rule: "value" });
    const queue = await admin.operations.queue.query({ connectionId });
    for (const { summary } of queue) story.say(summary);
    const health = await admin.operations.health.query();
    story.say(health.connections.find(({ id }) => id === connectionId)?.sentence ?? "");

    story.chapter("It is back: the queue drains by itself");
    stripe = await startStripe(port);
    const ended = await Promise.all(people.map((email) => runOf(email, [...ENDED])));
    story.check(
      "everything ends done and confirmed",
      ended.every(
        (run) => run.status === "done" && run.effects.every((effect) => effect.state === "confirmed"),
      ),
      ended.map((run) => `${run.status} ${run.reason}`).join(", "),
    );
    const given = stripe.writes().map(({ body }) => Number((body as { amount: string }).amount));
    story.check("in the order that was given", given.join() === "9000,5000,2000", given.join());
    const total = [...stripe.objects.values()]
      .filter((each) => each.object === "refunds")
      .reduce((sum, each) => sum + Number(each.amount), 0);
    story.check(
      "the account settles: 160.00 were given back, each amount once",
      total === 16_000,
      `${total / 100}`,
    );
  } finally {
    await stripe.close();
  }
}

async function publish(builder: Api, example: Example, connectionId: string) {
  const { id: workflowId } = await builder.workflows.create.mutate({ name: `Give back ${example.mark}` });
  const fresh = await builder.workflows.get.query({ workflowId });
  const saved = await builder.workflows.saveDraft.mutate({
    workflowId,
    revision: fresh.draftRevision,
    document: drawing(example, connectionId),
  });
  await builder.workflows.publish.mutate({ workflowId, revision: saved.revision });
  const [endpoint] = await builder.workflows.endpoints.query({ workflowId });
  const { secret } = await builder.workflows.revealSecret.mutate({ endpointId: endpoint?.id ?? "" });
  return {
    workflowId,
    /** @returns whom it is about, to find its run by */
    async send(name: string, amount: number): Promise<string> {
      const email = `${name}.${example.mark.toLowerCase()}@example.com`;
      await sendWebhook(endpoint?.url ?? "", secret, {
        id: `${example.mark}-${name}`,
        body: { email, order: example.order(1), amount },
      });
      return email;
    },
  };
}

/** Money given back, and beside it a record of it: what is stuck on one way holds nothing up on the other. */
function drawing(example: Example, connectionId: string): Graph {
  const field = (key: string) => ({ kind: "reference", reference: { from: "event", path: [key] } });
  const node = (id: string, type: string, config: Record<string, unknown>, x: number, y: number) => ({
    id,
    type,
    name: id,
    config,
    join: "all" as const,
    position: { x, y },
  });
  const fields = [
    { key: "email", label: "Email", type: "email", required: true },
    { key: "order", label: "Order", type: "text", required: true },
    { key: "amount", label: "Amount", type: "money", required: true },
  ];
  const values = [
    ...["order", "email", "amount"].map((key) => ({ field: key, value: field(key) })),
    { field: "currency", value: { kind: "literal", value: "EUR" } },
  ];
  return {
    nodes: [
      node("arrives", "webhook", { fields, idField: "", subjectField: "email" }, 0, 0),
      node(
        "give-back",
        "stripe-refund",
        {
          connectionId,
          payment: { kind: "text", segments: [{ kind: "text", text: "pi_given0001" }] },
          amount: field("amount"),
          currency: "EUR",
          reason: "requested_by_customer",
        },
        320,
        0,
      ),
      node("note", "create-record", { collectionId: example.idOf("refunds"), values }, 320, 160),
    ],
    edges: ["give-back", "note"].map((target) => ({
      id: `arrives.started-${target}`,
      source: "arrives",
      sourcePort: "started",
      target,
    })),
  };
}
