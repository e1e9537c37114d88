import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inOrganizationFast } from "@/server/db/in-organization";
import { closePrisma } from "@/server/db/prisma";
import { LookAgain } from "@/server/errors";
import { closeIdentityPool } from "@/server/identity/pool";
import type { Viewer } from "@/server/identity/session";
import { makeOrganization, makePerson, type TestOrganization } from "@/server/testing/organization";
import { makeReview } from "@/server/testing/review";
import { makeRun, makeRunOf, type TestRun } from "@/server/testing/run";
import { approvedRelease } from "./approved-release";
import { claimReview, unclaimReview } from "./claim-review";
import { decideReview } from "./decide-review";
import { escalateOverdueReviews } from "./escalate";
import { getReview } from "./get-review";
import { countReviews, listReviews, type ReviewView } from "./list-reviews";
import { emptyPacket } from "./packet";
import { withdrawReviews } from "./withdraw-reviews";

let organization: TestOrganization;
let run: TestRun;
beforeAll(async () => {
  organization = await makeOrganization();
  run = await makeRun(organization.id, {
    subject: "dana@example.com",
    publishedBy: organization.people.builder.id,
  });
});
afterAll(async () => {
  await closePrisma();
  await closeIdentityPool();
});

const hour = 3_600_000;
const inHours = (hours: number) => new Date(Date.now() + hours * hour);

function list(viewer: Viewer, page: { view: ReviewView; limit?: number; cursor?: string; search?: string }) {
  return inOrganizationFast(viewer.organizationId, (tx) => listReviews(tx, viewer, { limit: 50, ...page }));
}

async function verbsOf(organizationId: string, { runId }: TestRun): Promise<string[]> {
  const entries = await inOrganizationFast(organizationId, (tx) =>
    tx.query<{ verb: string }>("SELECT verb FROM audit_entry WHERE run_id = $1::uuid ORDER BY id", [runId]),
  );
  return entries.map(({ verb }) => verb);
}

describe("the inbox", () => {
  test("shows what is due first, page by page, and counts what waits for me", async () => {
    const { id, people } = await makeOrganization();
    const theirRun = await makeRun(id);
    for (const [ask, hours] of [
      ["third", undefined],
      ["second", 5],
      ["first", 1],
    ] as const) {
      await makeReview(id, theirRun, {
        nodeId: ask,
        ask,
        dueAt: hours === undefined ? undefined : inHours(hours),
      });
    }
    await makeReview(id, theirRun, { nodeId: "fourth", ask: "for admins", reviewers: { role: "admin" } });

    const first = await list(people.reviewer, { view: "mine", limit: 2 });
    expect(first.items.map((item) => item.ask)).toEqual(["first", "second"]);
    const second = await list(people.reviewer, { view: "mine", limit: 2, cursor: first.nextCursor ?? "" });
    expect(second.items.map((item) => item.ask)).toEqual(["third"]);
    expect(second.nextCursor).toBeNull();

    const counts = (viewer: Viewer) => inOrganizationFast(id, (tx) => countReviews(tx, viewer));
    expect(await counts(people.reviewer)).toEqual({ mine: 3, open: 4 });
    expect((await counts(people.admin)).mine).toBe(4);
    expect((await counts(people.builder)).mine).toBe(0);
    const found = await list(people.builder, { view: "open", search: "secon" });
    expect(found.items).toMatchObject([{ ask: "second", canDecide: false }]);
  });

  test("what somebody claimed leaves the others' own view, and comes back", async () => {
    const { id, people } = await makeOrganization();
    const other = await makePerson({ organizationId: id, name: "Mo", role: "reviewer" });
    const { reviewId } = await makeReview(id, await makeRun(id));
    const claim = (by: Viewer) => inOrganizationFast(id, (tx) => claimReview(tx, reviewId, by));
    await claim(people.reviewer);
    await expect(claim(other)).rejects.toThrow(LookAgain);
    await expect(claim(other)).rejects.toThrow(people.reviewer.name);
    expect((await list(other, { view: "mine" })).items).toEqual([]);
    expect((await list(people.reviewer, { view: "mine" })).items).toHaveLength(1);
    await inOrganizationFast(id, (tx) => unclaimReview(tx, reviewId, people.reviewer));
    expect((await list(other, { view: "mine" })).items).toHaveLength(1);
  });

  test("a node asks once in a run, however often its step is repeated and whatever it would ask by then", async () => {
    const theirRun = await makeRun(organization.id);
    const asked = await makeReview(organization.id, theirRun);
    const again = () => makeReview(organization.id, theirRun, { why: "Something changed since." });
    expect(await again()).toEqual(asked);
    await inOrganizationFast(organization.id, (tx) =>
      decideReview(tx, { ...asked, answer: "approve", rationale: "", by: organization.people.reviewer }),
    );
    expect(await again()).toEqual(asked);
    expect(await verbsOf(organization.id, theirRun)).toEqual(["review.asked", "review.decided"]);
  });

  test("about an action it is asked anew when something else is shown, and after each answer", async () => {
    const theirRun = await makeRun(organization.id);
    const effectId = randomUUID();
    const about = (why: string) => makeReview(organization.id, theirRun, { kind: "mend", effectId, why });
    const first = await about("The address is wrong.");
    expect(await about("The address is wrong.")).toEqual(first);
    const second = await about("The name is missing.");
    expect(await about("The name is missing.")).toEqual(second);
    await inOrganizationFast(organization.id, (tx) =>
      decideReview(tx, { ...second, answer: "approve", rationale: "", by: organization.people.reviewer }),
    );
    const third = await about("The name is missing.");
    expect(await about("The name is missing.")).toEqual(third);
    expect(new Set([first, second, third].map((each) => each.reviewId)).size).toBe(3);
    expect(await verbsOf(organization.id, theirRun)).toEqual([
      "review.asked",
      "review.asked",
      "review.withdrawn",
      "review.decided",
      "review.asked",
    ]);
  });

  test("one screen shows the run, what was decided here before, and this subject's other runs", async () => {
    const { reviewer } = organization.people;
    const earlier = await makeReview(organization.id, run, {
      ask: "Before?",
      amount: "480.50",
      currency: "EUR",
    });
    await inOrganizationFast(organization.id, (tx) =>
      decideReview(tx, { ...earlier, answer: "reject", rationale: "Too soon", by: reviewer }),
    );
    const later = await makeRun(organization.id, { name: "Other", subject: "dana@example.com" });
    const now = await makeRunOf(organization.id, run, "dana@example.com");
    const asked = await makeReview(organization.id, now, { ask: "Now?" });
    const detail = await inOrganizationFast(organization.id, (tx) => getReview(tx, asked.reviewId, reviewer));
    expect(detail).toMatchObject({
      review: { ask: "Now?", contentHash: asked.contentHash },
      run: { subject: "dana@example.com", version: { number: 1 }, event: { name: "dana@example.com" } },
      similar: [{ ask: "Before?", answer: "Reject", tone: "reject", amount: "480.5", rationale: "Too soon" }],
      subjectHistory: [{ runId: later.runId, workflowName: "Other" }, { runId: run.runId }],
      canDecide: true,
      cannotDecideBecause: null,
    });
    const drawer = { ...organization.people.builder, role: "reviewer" as const };
    const barred = await inOrganizationFast(organization.id, (tx) => getReview(tx, asked.reviewId, drawer));
    expect(barred.cannotDecideBecause).toMatch(/You published this version/);
  });

  test("an overdue review goes to the admins, once, and is never decided by the clock", async () => {
    const { id, people } = await makeOrganization();
    const theirRun = await makeRun(id);
    const overdue = await makeReview(id, theirRun, { ask: "Overdue?", dueAt: inHours(-1) });
    await makeReview(id, theirRun, { nodeId: "other", ask: "In time?", dueAt: inHours(1) });
    await Promise.all([escalateOverdueReviews(), escalateOverdueReviews()]);
    await escalateOverdueReviews();

    const open = await list(people.admin, { view: "open" });
    expect(open.items.map(({ ask, status, escalatedAt }) => [ask, status, escalatedAt !== null])).toEqual([
      ["Overdue?", "open", true],
      ["In time?", "open", false],
    ]);
    const entries = await inOrganizationFast(id, (tx) =>
      tx.query("SELECT actor_kind FROM audit_entry WHERE verb = 'review.escalated'"),
    );
    expect(entries).toEqual([{ actor_kind: "system" }]);
    const byAdmin = inOrganizationFast(id, (tx) =>
      decideReview(tx, { ...overdue, answer: "approve", rationale: "", by: people.admin }),
    );
    await expect(byAdmin).resolves.toMatchObject({ answer: "approve" });
  });

  test("an approval releases exactly what it showed", async () => {
    const release = {
      nodeId: "pay",
      nodeName: "Pay",
      action: "example.pay",
      summary: "Pay 480",
      input: { amount: "480" },
    };
    const packet = {
      ...emptyPacket([
        { id: "approve", label: "Approve", port: "approved", tone: "approve", needsRationale: false },
        { id: "reject", label: "Reject", port: "rejected", tone: "reject", needsRationale: false },
      ]),
      releases: [
        { ...release, inputHash: "hash-480", unknown: [] },
        { ...release, nodeId: "tell", inputHash: "hash-tell", unknown: ["the number of the payment"] },
      ],
    };
    const { id, people } = await makeOrganization();
    const find = (runId: string, nodeId: string, inputHash: string) =>
      inOrganizationFast(id, (tx) => approvedRelease(tx, { runId, nodeId, inputHash }));

    const approved = await makeRun(id);
    const asked = await makeReview(id, approved, { packet });
    expect(await find(approved.runId, "pay", "hash-480")).toBeNull();
    await inOrganizationFast(id, (tx) =>
      decideReview(tx, { ...asked, answer: "approve", rationale: "", by: people.reviewer }),
    );
    expect(await find(approved.runId, "pay", "hash-480")).toEqual({
      reviewId: asked.reviewId,
      decidedBy: people.reviewer.id,
      decidedByName: people.reviewer.name,
    });
    expect(await find(approved.runId, "pay", "hash-520")).toBeNull();
    expect(await find(approved.runId, "tell", "hash-tell")).toBeNull();

    const rejected = await makeRun(id);
    const refused = await makeReview(id, rejected, { packet });
    await inOrganizationFast(id, (tx) =>
      decideReview(tx, { ...refused, answer: "reject", rationale: "", by: people.reviewer }),
    );
    expect(await find(rejected.runId, "pay", "hash-480")).toBeNull();
  });

  test("a run that ends takes its open questions out of the inbox; answers stay", async () => {
    const { id, people } = await makeOrganization();
    const theirRun = await makeRun(id);
    const decided = await makeReview(id, theirRun, { ask: "Decided?" });
    await inOrganizationFast(id, (tx) =>
      decideReview(tx, { ...decided, answer: "approve", rationale: "", by: people.reviewer }),
    );
    const asked = await makeReview(id, theirRun, { nodeId: "other", ask: "Open?" });
    const by = { kind: "person" as const, id: people.admin.id, name: people.admin.name };
    const count = await inOrganizationFast(id, (tx) =>
      withdrawReviews(tx, { runId: theirRun.runId }, "The run was canceled.", by),
    );
    expect(count).toBe(1);
    const late = inOrganizationFast(id, (tx) =>
      decideReview(tx, { ...asked, answer: "approve", rationale: "", by: people.reviewer }),
    );
    await expect(late).rejects.toThrow(/no longer asked/);
  });
});
