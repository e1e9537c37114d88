import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inOrganizationFast } from "@/server/db/in-organization";
import { closePrisma } from "@/server/db/prisma";
import { AskSomebodyElse, LookAgain, LookElsewhere, MendInput } from "@/server/errors";
import { closeIdentityPool } from "@/server/identity/pool";
import type { Viewer } from "@/server/identity/session";
import { makeOrganization, type TestOrganization } from "@/server/testing/organization";
import { makeReview } from "@/server/testing/review";
import { makeRun } from "@/server/testing/run";
import { type DecidedReview, decideReview } from "./decide-review";

let organization: TestOrganization;
beforeAll(async () => {
  organization = await makeOrganization();
});
afterAll(async () => {
  await closePrisma();
  await closeIdentityPool();
});

type Asked = { reviewId: string; contentHash: string };

async function ask(
  options: Parameters<typeof makeReview>[2] & Parameters<typeof makeRun>[1] = {},
): Promise<Asked> {
  const { publishedBy, editedBy, ...review } = options;
  const run = await makeRun(organization.id, { publishedBy, editedBy });
  return makeReview(organization.id, run, review);
}

function decide(asked: Asked, by: Viewer, answer = "approve", rationale = ""): Promise<DecidedReview> {
  return inOrganizationFast(organization.id, (tx) => decideReview(tx, { ...asked, answer, rationale, by }));
}

async function auditOf(reviewId: string): Promise<{ verb: string; actor_name: string }[]> {
  return inOrganizationFast(organization.id, (tx) =>
    tx.query("SELECT verb, actor_name FROM audit_entry WHERE review_id = $1::uuid ORDER BY id", [reviewId]),
  );
}

describe("deciding a review", () => {
  test("of fifty decisions at once one wins, and the others are told who was first", async () => {
    const asked = await ask();
    const everybody = Array.from({ length: 50 }, (_, at) => ({
      ...organization.people.reviewer,
      id: randomUUID(),
      name: `Reviewer ${at}`,
    }));
    const results = await Promise.allSettled(everybody.map((each) => decide(asked, each)));
    const winners = results.flatMap((result, at) =>
      result.status === "fulfilled" ? [everybody[at]?.name] : [],
    );
    const losers = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
    expect(winners).toHaveLength(1);
    expect(losers).toHaveLength(49);
    for (const error of losers) {
      expect(error).toBeInstanceOf(LookAgain);
      expect(error.message).toContain(`${winners[0]} answered “Approve”`);
    }
    const decided = (await auditOf(asked.reviewId)).filter((entry) => entry.verb === "review.decided");
    expect(decided).toEqual([{ verb: "review.decided", actor_name: winners[0] }]);
    const wakes = await inOrganizationFast(organization.id, (tx) =>
      tx.query("SELECT 1 FROM outbox WHERE dedupe_id LIKE '%' || $1", [`review:${asked.reviewId}`]),
    );
    expect(wakes).toHaveLength(1);
  });

  test("counts only for what was shown", async () => {
    const asked = await ask();
    const decision = decide({ ...asked, contentHash: "of something else" }, organization.people.reviewer);
    await expect(decision).rejects.toThrow(LookAgain);
    await expect(decision).rejects.toThrow(/changed since you opened it/);
  });

  test("nobody decides what they asked for, whatever the letters of their address", async () => {
    const { reviewer } = organization.people;
    const asked = await ask({ requestedBy: ` ${reviewer.email.toUpperCase()}` });
    await expect(decide(asked, reviewer)).rejects.toThrow(AskSomebodyElse);
    await expect(decide(asked, organization.people.admin)).resolves.toMatchObject({ answer: "approve" });
  });

  test("nor what they asked for by a change of their own", async () => {
    const { reviewer } = organization.people;
    const asked = await ask({ requestedBy: reviewer.id });
    await expect(decide(asked, reviewer)).rejects.toThrow(/You asked for this yourself/);
  });

  test.each(["publishedBy", "editedBy"] as const)("nobody decides what they drew: %s", async (how) => {
    const { admin } = organization.people;
    const asked = await ask({ [how]: admin.id });
    await expect(decide(asked, admin)).rejects.toThrow(AskSomebodyElse);
  });

  test("the one who drew may mend: it lets nothing pass", async () => {
    const { admin } = organization.people;
    const asked = await ask({ publishedBy: admin.id, kind: "mend" });
    await expect(decide(asked, admin)).resolves.toMatchObject({ kind: "mend" });
  });

  test("who is not asked is sent to somebody else, and by a role of today", async () => {
    const { builder, reviewer } = organization.people;
    const asked = await ask();
    await expect(decide(asked, builder)).rejects.toThrow(AskSomebodyElse);
    await expect(decide(asked, { ...reviewer, role: "builder" })).rejects.toThrow(AskSomebodyElse);
  });

  test("people named in the review are asked, and no role stands in for them", async () => {
    const { builder, reviewer, admin } = organization.people;
    const asked = await ask({ reviewers: { people: [builder.id] } });
    await expect(decide(asked, reviewer)).rejects.toThrow(AskSomebodyElse);
    await expect(decide(asked, admin)).rejects.toThrow(AskSomebodyElse);
    await expect(decide(asked, builder)).resolves.toMatchObject({ port: "approved" });
  });

  test("a rationale is asked for where the answer needs one", async () => {
    const asked = await ask();
    const { reviewer } = organization.people;
    await expect(decide(asked, reviewer, "reject", "  ")).rejects.toThrow(MendInput);
    await expect(decide(asked, reviewer, "reject", "Twice this month")).resolves.toMatchObject({
      port: "rejected",
    });
  });

  test("an answer that is not offered is refused with those that are", async () => {
    const asked = await ask();
    await expect(decide(asked, organization.people.reviewer, "maybe")).rejects.toThrow(/“Approve”, “Reject”/);
  });

  test("another organization's review is not there", async () => {
    const other = await makeOrganization();
    const theirs = await makeReview(other.id, await makeRun(other.id));
    await expect(decide(theirs, organization.people.admin)).rejects.toThrow(LookElsewhere);
  });
});
