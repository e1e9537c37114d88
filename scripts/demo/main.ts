import { randomUUID } from "node:crypto";
import { recordsAndReversal } from "./chapter-audit";
import { drawAnother } from "./chapter-drawing";
import { systemDown } from "./chapter-outage";
import { providerDown } from "./chapter-provider";
import { prepareExample } from "./example";
import { refusalOf, signIn } from "./people";
import { countRuns, untilRun } from "./runs";
import { mailFor, sendWebhook, submitForm } from "./senders";
import { Story, until } from "./story";

/** The product's story through its public interfaces alone: forms, webhooks, the pages' API, the mailbox. */
async function main(): Promise<number> {
  const {
    HANDOFF_ORIGIN: origin = "",
    HANDOFF_HOME: home = "",
    HANDOFF_MAILBOX_URL: mailbox = "",
  } = process.env;
  const story = new Story();
  story.chapter("People sign in");
  const builder = await signIn(origin, home, "builder");
  const reviewer = await signIn(origin, home, "reviewer");
  const admin = await signIn(origin, home, "admin");
  const example = await prepareExample(builder, admin);
  const { email, order, form } = example;
  story.say(`A builder, a reviewer and an admin; a customer ${email} with three orders.`);

  story.chapter("The builder tries the drawing: it reads for real and sends nothing");
  const workflow = await builder.workflows.get.query({ workflowId: example.workflowId });
  const trigger = workflow.draft.nodes.find((node) => node.type === "form")?.id ?? "";
  const test = await builder.workflows.testRun.mutate({
    workflowId: example.workflowId,
    triggerNodeId: trigger,
    event: { email, order: order(2), amount: 480, reason: "Too wide" },
  });
  const payment = test.effects.find((effect) => effect.action === "collections.pay");
  story.check("the test shows the payment that would be made", payment?.input.amount === "480.00");
  story.check("the test says that the cap would hold it", Boolean(payment?.heldBecause));
  story.check(
    "the test shows the email that would go out",
    test.effects.some((effect) => effect.action === "smtp.send-email"),
  );
  story.check("nothing was sent", (await mailFor(mailbox, email)).length === 0);

  story.chapter("A small request comes by the form and goes straight through");
  await submitForm(form, { email, order: order(1), amount: "40", reason: "Broken" });
  const small = await untilRun(admin, { search: email, order: order(1) }, ["done", "failed"]);
  story.check(
    "the run is done without a person",
    small.status === "done" && small.reviews.length === 0,
    small.reason,
  );
  for (const line of small.timeline)
    story.say(`${line.at.toISOString().slice(11, 19)} ${line.summary}${line.why ? `: ${line.why}` : ""}`);
  story.check(
    "every action was confirmed",
    small.effects.every((effect) => effect.state === "confirmed"),
  );
  const mail = await until("the email", async () => (await mailFor(mailbox, email))[0]);
  story.check("the customer got the email by SMTP", mail.subject.includes(order(1)));

  story.chapter("The same request comes by the signed webhook, twice, and once unsigned");
  const id = `demo-${randomUUID()}`;
  const message = { id, body: { email, order: order(2), amount: 480, reason: "Too wide" } };
  const first = await sendWebhook(example.webhook, example.secret, message);
  const again = await sendWebhook(example.webhook, example.secret, message);
  const forged = await sendWebhook(example.webhook, "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", {
    ...message,
    id: `${id}-x`,
  });
  story.check("it was accepted", first.ok && again.ok, `${first.status}, ${again.status}`);
  story.check("the forged one was refused", forged.status === 401, String(forged.status));
  const waiting = await untilRun(admin, { search: email, order: order(2) }, ["waiting", "failed"]);
  story.check("two deliveries made one run", (await countRuns(admin, email, order(2))) === 1);

  story.chapter("480 is not routine: it waits in the inbox with everything needed to decide");
  const [asked] = waiting.reviews;
  const review = await reviewer.reviews.get.query({ reviewId: asked?.id ?? "" });
  story.say(review.review.ask);
  story.say(`Why: ${review.review.why}`);
  for (const { label, value } of review.review.packet.evidence) story.say(`${label}: ${String(value)}`);
  const shown = review.review.packet.releases.find((release) => release.action === "collections.pay");
  story.check(
    "it shows the payment it would release",
    shown?.amount === "480" || shown?.amount === "480.00",
    shown?.amount,
  );
  story.check(
    "it shows the email that would go out",
    review.review.packet.releases.some((each) => each.action === "smtp.send-email"),
  );
  story.check(
    "the builder who drew it may not decide",
    (await refusalOf(decide(builder, review.review, ""))) !== null,
  );

  story.chapter("Two people decide at once");
  const answers = await Promise.all([
    refusalOf(decide(reviewer, review.review, "Agreed")),
    refusalOf(decide(admin, review.review, "Agreed")),
  ]);
  const told = answers.filter((each) => each !== null);
  story.check("one wins, the other is told", told.length === 1, answers.join(" / "));
  story.say(told[0] ?? "");
  const done = await untilRun(admin, { search: email, order: order(2) }, ["done", "failed"]);
  story.check("the run went on to its end", done.status === "done", done.reason);
  story.check(
    "the approved payment went out without being asked about twice",
    done.reviews.length === 1 &&
      done.effects.some((effect) => effect.action === "collections.pay" && effect.state === "confirmed"),
  );

  await recordsAndReversal(story, { admin, reviewer, run: done, example });
  await drawAnother(story, { builder, reviewer, admin, example, mailbox });
  await systemDown(story, { admin, example, mailbox });
  await providerDown(story, { admin, builder, example });
  return story.summary();
}

function decide(
  api: Awaited<ReturnType<typeof signIn>>,
  review: { id: string; contentHash: string },
  rationale: string,
) {
  return api.reviews.decide.mutate({
    reviewId: review.id,
    contentHash: review.contentHash,
    answer: "approve",
    rationale,
  });
}

try {
  process.exitCode = await main();
} catch (error) {
  console.log(`\nThe story broke off: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
