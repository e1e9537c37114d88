import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inOrganizationFast } from "@/server/db/in-organization";
import { closePrisma } from "@/server/db/prisma";
import { decideReview } from "@/server/reviews/decide-review";
import { edge, makeWorkflow, node } from "@/server/testing/workflow";
import { arrive, startWorker, untilRun } from "./testing/line";

/** HANDOFF_CHAOS_DECISIONS=1000 for more. */
const RUNS = Number(process.env.HANDOFF_CHAOS_DECISIONS ?? 100);
const MOST_JITTER_MS = 25;

let worker: { stop(): Promise<void> };
beforeAll(async () => {
  worker = await startWorker();
});
afterAll(async () => {
  await worker.stop();
  await closePrisma();
});

const text = (value: string) => ({ kind: "text", segments: [{ kind: "text", text: value }] });
const organizationId = randomUUID();
const reviewer = {
  id: randomUUID(),
  name: "Rae",
  email: "rae@example.com",
  role: "reviewer" as const,
  organizationId,
  organizationName: "Example",
};

/** Decides as soon as the question stands or a moment later: before, while and after the engine begins to wait. */
async function decideWithJitter({ id, contentHash }: { id: string; contentHash: string }): Promise<void> {
  await pause(Math.random() * MOST_JITTER_MS);
  await inOrganizationFast(organizationId, (tx) =>
    decideReview(tx, { reviewId: id, contentHash, answer: "approve", rationale: "", by: reviewer }),
  );
}

test(
  "every run resumes, whether it is decided before, while or after the engine begins to wait",
  async () => {
    const ask = node("ask", "approval", {
      ask: text("May it go ahead?"),
      why: text("It is large."),
      subject: text(""),
      reviewers: { role: "reviewer" },
      evidence: [],
      answers: [
        { id: "approve", label: "Approve", port: "approved", needsRationale: false },
        { id: "reject", label: "Reject", port: "rejected", needsRationale: true },
      ],
    });
    const start = node("start", "webhook", { fields: [], idField: "", subjectField: "" });
    const workflow = await makeWorkflow(organizationId, {
      nodes: [start, ask],
      edges: [edge("start:started > ask")],
    });
    const events: string[] = [];
    for (let count = 0; count < RUNS; count++) events.push(await arrive(workflow, { count }));

    const deciding = new Map<string, Promise<void>>();
    while (deciding.size < RUNS) {
      const open = await inOrganizationFast(organizationId, (tx) =>
        tx.query<{ id: string; contentHash: string }>(
          `SELECT id, content_hash AS "contentHash" FROM review WHERE status = 'open'`,
        ),
      );
      for (const review of open) {
        if (!deciding.has(review.id)) deciding.set(review.id, decideWithJitter(review));
      }
      await pause(1);
    }
    const refused = (await Promise.allSettled(deciding.values())).filter(
      (each) => each.status === "rejected",
    );
    expect(refused).toEqual([]);
    for (const event of events) {
      const run = await untilRun(workflow, event, ({ status }) => expect(status).toBe("done"));
      expect(run.ports.ask).toBe("approved");
    }
  },
  60_000 + RUNS * 250,
);
