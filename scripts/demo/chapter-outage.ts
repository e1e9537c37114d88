import type { Example } from "./example";
import type { Api } from "./people";
import { untilRun } from "./runs";
import { mailFor, submitForm } from "./senders";
import { type Story, until } from "./story";

/** The mail server goes away: what needs it queues, the rest goes on, and it drains by itself. */
export async function systemDown(
  story: Story,
  tale: { admin: Api; example: Example; mailbox: string },
): Promise<void> {
  const { admin, example, mailbox } = tale;
  const { email, order } = example;
  story.chapter("The mail server is down");
  const connections = await admin.connections.list.query();
  const mail = connections.find((each) => each.connector === "smtp");
  if (!mail) throw new Error("The example has no mail connection.");
  // Port 9 of this machine: nothing listens there.
  await admin.connections.update.mutate({
    connectionId: mail.id,
    config: { host: "127.0.0.1", port: 9, encryption: "none", allowedHosts: ["127.0.0.1"] },
  });
  try {
    const before = (await mailFor(mailbox, email)).length;
    await submitForm(example.form, { email, order: order(3), amount: "15", reason: "Scratched" });
    const degraded = await untilRun(
      admin,
      { search: email, order: order(3), workflowId: example.workflowId },
      ["degraded", "done", "failed", "waiting"],
    );
    story.check(
      "the run says degraded, not failed",
      degraded.status === "degraded",
      `${degraded.status}: ${degraded.reason}`,
    );
    story.say(degraded.reason);
    const marked = await until("the order to be marked all the same", async () => {
      const run = await admin.runs.get.query({ runId: degraded.id });
      return run.effects.some(
        (effect) => effect.action === "collections.update-record" && effect.state === "confirmed",
      );
    });
    story.check("what does not need mail went on", marked);
    const health = await admin.operations.health.query();
    for (const connection of health.connections) story.say(connection.sentence);
    story.check(
      "operations say in words what is down",
      health.connections.some((each) => each.circuit !== "closed"),
    );

    story.chapter("It is back");
    await admin.connections.update.mutate({ connectionId: mail.id, config: mail.config });
    await admin.connections.test.mutate({ connectionId: mail.id });
    const ended = await until(
      "the run to end by itself",
      async () => {
        const run = await admin.runs.get.query({ runId: degraded.id });
        return ["done", "failed"].includes(run.status) ? run : null;
      },
      90,
    );
    story.check("the queue drained by itself and the run is done", ended.status === "done", ended.reason);
    const after = (await mailFor(mailbox, email)).length;
    story.check("the email went out, once", after === before + 1, `${after - before}`);
  } finally {
    await admin.connections.update.mutate({ connectionId: mail.id, config: mail.config });
  }
}
