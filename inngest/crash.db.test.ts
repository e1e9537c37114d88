import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { closePrisma } from "@/server/db/prisma";
import { FAILPOINTS, type Failpoint } from "@/server/failpoints/names";
import { closeIdentityPool } from "@/server/identity/pool";
import { bundleCrashWorker } from "./testing/crash-bundle";
import { CrashLine } from "./testing/crash-line";
import type { CrashBundle } from "./testing/crash-process";

/**
 * A process of the product is killed at every boundary, and the account is settled. `npm run chaos -- --seeds 200`
 * runs it with as many seeds; HANDOFF_CHAOS_SEED=… with the one that failed, or with several (1,2,3).
 */
const seeds = (process.env.HANDOFF_CHAOS_SEED ?? "1").split(",");

/** Upper bounds, for a machine that is busy with other things. */
const LIFE_MS = 60_000;
const REST_MS = 120_000;
const SEED_MS = 900_000;
/** Nobody comes by these while every system answers and nothing queues. */
const OF_A_QUEUE: readonly Failpoint[] = ["circuit.before-close-commit", "drain.before-attempt"];

let bundle: CrashBundle;

beforeAll(async () => {
  bundle = await bundleCrashWorker();
});
afterAll(async () => {
  bundle.dispose();
  await closePrisma();
  await closeIdentityPool();
});

const replay = (seed: string) =>
  `Replay: HANDOFF_CHAOS_SEED=${seed} npx vitest run --project database inngest/crash.db.test.ts`;

/** Everything comes to rest once nothing is killed any more, and then nothing is missing and nothing twice. */
async function expectBalance(line: CrashLine, seed: string): Promise<void> {
  line.stub.calmDown();
  const last = await line.live("", { mostMs: REST_MS, untilRest: true });
  expect(last.rested, `It did not come to rest. ${replay(seed)}\n${last.complaints}`).toBe(true);
  const { lines } = await line.settle();
  const amiss = lines.filter((each) => each.amiss.length > 0);
  expect(amiss, `${replay(seed)}\n${last.complaints}`).toEqual([]);
}

describe.each(seeds)("seed %s", (seed) => {
  test(
    "killed once at every boundary, nothing is lost and nothing is done twice",
    async () => {
      const line = await CrashLine.open(bundle, seed);
      const missed: Failpoint[] = [];
      const order = inOrderOf(seed);
      for (const [index, failpoint] of order.entries()) {
        line.send();
        if (OF_A_QUEUE.includes(failpoint)) await line.openCircuits();
        const next = order[index + 1];
        const life = await line.live(`kill@${failpoint}`, {
          mostMs: LIFE_MS,
          next: next ? `kill@${next}` : "",
        });
        if (!life.died) missed.push(failpoint);
      }
      expect(missed, `No process came by these. ${replay(seed)}`).toEqual([]);
      await expectBalance(line, seed);
      await line.close();
    },
    SEED_MS,
  );
});

/** Every failpoint once, in an order that the seed decides. */
function inOrderOf(seed: string): Failpoint[] {
  const by = (name: string) =>
    [...`${seed}/${name}`].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7);
  return FAILPOINTS.toSorted((one, other) => by(one) - by(other));
}
