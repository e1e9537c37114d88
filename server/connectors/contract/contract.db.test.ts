import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { inOrganizationFast } from "@/server/db/in-organization";
import { closePrisma } from "@/server/db/prisma";
import { drainOnce } from "@/server/effects/drain";
import { closeIdentityPool } from "@/server/identity/pool";
import { type OtherSide, SECRET, SUBJECTS, type Subject } from "@/server/testing/connection-subjects";
import { effectOf, passTime, perform, setCap, verbsOf } from "@/server/testing/gateway";
import type { Mood } from "@/server/testing/moody-server";
import { makeOrganization, type TestOrganization } from "@/server/testing/organization";
import { makeRun } from "@/server/testing/run";

/** What every connection has to pass before it is one, whatever the other side does. */

let organization: TestOrganization;
beforeAll(async () => {
  organization = await makeOrganization();
  await setCap(organization, "EUR", "100");
});
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  for (const close of closers.splice(0)) await close();
});
afterAll(async () => {
  await closePrisma();
  await closeIdentityPool();
});

/** What a system may hold without having been heard: whoever waits for its answer has given up then. */
function giveUpWhenStalled(other: OtherSide): void {
  const givenUp = new AbortController();
  vi.spyOn(AbortSignal, "timeout").mockReturnValue(givenUp.signal);
  other.stalled = () => givenUp.abort(new DOMException("Too long", "TimeoutError"));
}

async function meet(subject: Subject, mood: Mood) {
  const other = await subject.start();
  closers.push(other.close);
  other.mood = mood;
  if (mood === "stalls") giveUpWhenStalled(other);
  const request = await subject.request(organization, other.port);
  const progress = await perform(organization.id, await makeRun(organization.id), "act", request);
  vi.restoreAllMocks();
  const now = () => effectOf(organization.id, progress.effectId);
  const goOn = async (on: OtherSide = other) => {
    on.mood = "honest";
    await passTime(organization.id);
    await drainOnce();
    return now();
  };
  return { other, effectId: progress.effectId, progress, first: await now(), goOn };
}

describe.each(SUBJECTS)("$name", (subject) => {
  test("is confirmed once it was done, and done once", async () => {
    const { other, progress } = await meet(subject, "honest");
    expect(progress).toMatchObject({ state: "confirmed" });
    expect(other.done).toBe(1);
  });

  const lost: Mood[] = subject.speaksHttp ? ["drops", "stalls"] : ["drops"];
  test.each(lost)(
    "whose other side does it and %s the answer is not done twice, nor forgotten",
    async (mood) => {
      const { other, first, goOn, effectId } = await meet(subject, mood);
      expect(first).toMatchObject({ state: subject.afterLost === "key" ? "queued" : "unknown" });
      const after = await goOn();
      expect(other.done).toBe(1);
      if (subject.afterLost !== "person") return expect(after).toMatchObject({ state: "confirmed" });
      expect(after).toMatchObject({ state: "unknown", nextAttemptAt: null });
      expect(await verbsOf(organization.id, effectId)).toContain("review.asked");
    },
  );

  test("cut off half-way is never confirmed before it was done, and never done twice", async () => {
    const { other, first, goOn } = await meet(subject, "refuses");
    expect(["queued", "unknown"]).toContain(first.state);
    const after = await goOn();
    expect(other.done).toBe(after.state === "confirmed" ? 1 : 0);
  });

  test("is told to slow down: it waits, and goes out once", async () => {
    const { other, first, goOn } = await meet(subject, "rate-limits");
    expect(first).toMatchObject({ state: "queued", failureClass: "transient", due: false });
    const waits = (first.nextAttemptAt?.getTime() ?? 0) - Date.now();
    if (subject.speaksHttp) expect(waits).toBeGreaterThan(110_000);
    expect(await goOn()).toMatchObject({ state: "confirmed" });
    expect(other.done).toBe(1);
  });

  test("is down: its actions queue, and go out once it is back", async () => {
    const gone = await subject.start();
    await gone.close();
    const request = await subject.request(organization, gone.port);
    const { effectId } = await perform(organization.id, await makeRun(organization.id), "act", request);
    expect(await effectOf(organization.id, effectId)).toMatchObject({
      state: "queued",
      failureClass: "infrastructure",
    });
    const back = await subject.start(gone.port);
    closers.push(back.close);
    await passTime(organization.id);
    await drainOnce();
    expect(await effectOf(organization.id, effectId)).toMatchObject({ state: "confirmed" });
    expect(back.done).toBe(1);
  });

  test("is refused: a person is asked, and nothing is sent again by itself", async () => {
    const { other, first, goOn } = await meet(subject, "rejects");
    expect(first).toMatchObject({ state: "blocked", failureClass: "data" });
    expect(await goOn()).toMatchObject({ state: "blocked" });
    expect(other.done).toBe(0);
  });

  const confused: Mood[] = subject.speaksHttp ? ["nonsense", "truncated", "endless"] : ["nonsense"];
  test.each(confused)(
    "that is answered %s is done once at most, and believed only as far as it can be seen",
    async (mood) => {
      const { other, first, goOn } = await meet(subject, mood);
      const after = await goOn();
      expect(other.done).toBeLessThanOrEqual(1);
      const believed = [first.state, after.state].includes("confirmed");
      if (subject.readsBack && believed) expect(other.done).toBe(1);
    },
  );

  test("keeps its credentials out of everything that is stored of it", async () => {
    const { effectId } = await meet(subject, "fails");
    const rows = await inOrganizationFast(organization.id, (tx) =>
      tx.query<{ row: string }>(
        `SELECT to_jsonb(effect)::text AS row FROM effect WHERE id = $1::uuid
         UNION ALL SELECT to_jsonb(entry)::text FROM audit_entry entry WHERE effect_id = $1::uuid`,
        [effectId],
      ),
    );
    expect(rows.length).toBeGreaterThan(1);
    expect(rows.filter(({ row }) => row.includes(SECRET))).toEqual([]);
  });
});

test.each(SUBJECTS.filter(({ readsBack }) => readsBack))(
  "$name is not taken in by a success that is none",
  async (subject) => {
    const { other, first } = await meet(subject, "lies");
    expect(["missing", "mismatch"]).toContain(first.state);
    expect(other.done).toBe(0);
  },
);
