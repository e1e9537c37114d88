import type { Example } from "./example";
import { type Api, refusalOf } from "./people";
import { type Story, until } from "./story";

type Run = Awaited<ReturnType<Api["runs"]["get"]["query"]>>;

/** The admin reads the log, takes actions back, and is refused where that would overwrite somebody's work. */
export async function recordsAndReversal(
  story: Story,
  tale: { admin: Api; reviewer: Api; run: Run; example: Example },
): Promise<void> {
  const { admin, reviewer, run, example } = tale;
  story.chapter("The admin reads the log and takes actions back");
  const log = await admin.audit.list.query({ runId: run.id, limit: 100 });
  for (const entry of log.items.toReversed()) story.say(`${entry.actor.name} ${entry.summary}`);
  const effect = (action: string) => run.effects.find((each) => each.action === action)?.id ?? "";
  const [update, payment, email] = ["collections.update-record", "collections.pay", "smtp.send-email"].map(
    effect,
  );

  const orders = await admin.records.list.query({
    collectionId: example.idOf("orders"),
    search: example.order(2),
    limit: 5,
  });
  const order = orders.items[0];
  const cannot = await refusalOf(
    admin.audit.reverse.mutate({ effectId: email ?? "", why: "Sent too early" }),
  );
  story.check("an email cannot be called back, and the log says why", cannot !== null, cannot ?? "");
  story.say(cannot ?? "");

  const first = await admin.audit.reverse.mutate({
    effectId: payment ?? "",
    why: "Paid to the wrong account",
  });
  const held = await until("the reversal to be held", () => openReview(admin, run.id));
  story.check(
    "480 is over the cap, so a second person has to agree to the reversal",
    held.kind === "guardrail",
  );
  const own = await refusalOf(answer(admin, held.id));
  story.check("not the one who asked for it", own !== null, own ?? "");
  await answer(reviewer, held.id);
  const reversed = await until("the payment to be reversed", async () => {
    const { effects } = await admin.runs.get.query({ runId: run.id });
    return effects.find((each) => each.id === payment && each.state === "reversed");
  });
  story.check("the payment is reversed", Boolean(reversed));
  const again = await admin.audit.reverse.mutate({ effectId: payment ?? "", why: "Once more" });
  story.check("reversing twice is once", again.effectId === first.effectId);

  // Somebody changes the order in between: taking the update back would overwrite that.
  const standing = await admin.records.get.query({ recordId: order?.id ?? "" });
  const { version } = standing;
  await admin.records.update.mutate({
    recordId: order?.id ?? "",
    version,
    changes: { item: "Standing desk, oak" },
    why: "Corrected",
  });
  const conflict = await refusalOf(
    admin.audit.reverse.mutate({ effectId: update ?? "", why: "Not refunded after all" }),
  );
  story.check("a record changed since is not overwritten", conflict !== null, conflict ?? "");
  story.say(conflict ?? "");
  const reversals = await admin.audit.list.query({ verbs: ["action.reversed"], runId: run.id, limit: 10 });
  story.check("the reversal is itself in the log", reversals.items.length > 0);
}

async function openReview(admin: Api, runId: string) {
  const { reviews } = await admin.runs.get.query({ runId });
  return reviews.find((review) => review.status === "open");
}

/** Lets a held action go out. */
async function answer(api: Api, reviewId: string): Promise<void> {
  const { review } = await api.reviews.get.query({ reviewId });
  const release = review.packet.answers.find((each) => each.tone === "approve")?.id ?? "";
  await api.reviews.decide.mutate({
    reviewId,
    contentHash: review.contentHash,
    answer: release,
    rationale: "Checked",
  });
}
