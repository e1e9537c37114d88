import { expect, test, vi } from "vitest";
import { startLoop } from "./loop";

test("a nudge during a round is followed by one more round, never by two at once", async () => {
  let under = 0;
  let most = 0;
  let rounds = 0;
  const gates: (() => void)[] = [];
  const loop = startLoop(1_000_000, async () => {
    rounds += 1;
    under += 1;
    most = Math.max(most, under);
    await new Promise<void>((resolve) => gates.push(resolve));
    under -= 1;
    return false;
  });
  loop.nudge();
  loop.nudge();
  gates[0]?.();
  await vi.waitFor(() => expect(rounds).toBe(2));
  const stopping = loop.stop();
  gates[1]?.();
  await stopping;
  loop.nudge();
  expect({ rounds, most }).toEqual({ rounds: 2, most: 1 });
});

test("a round that knows when there is more is followed at that time, though the next look is far off", async () => {
  let rounds = 0;
  const loop = startLoop(1_000_000, async () => {
    rounds += 1;
    return rounds === 1 ? 5 : 1_000_000;
  });
  await vi.waitFor(() => expect(rounds).toBe(2));
  await loop.stop();
});

test("a round that fails is followed by the next", async () => {
  const written = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  let rounds = 0;
  const loop = startLoop(1, async () => {
    rounds += 1;
    if (rounds === 1) throw new Error("down");
    return false;
  });
  await vi.waitFor(() => expect(rounds).toBeGreaterThan(1));
  await loop.stop();
  expect(written).toHaveBeenCalledOnce();
});

test("where rounds may overlap, a nudge during one begins another, and beyond that it is followed by one more", async () => {
  let rounds = 0;
  const gates: (() => void)[] = [];
  const loop = startLoop(
    1_000_000,
    async () => {
      rounds += 1;
      await new Promise<void>((resolve) => gates.push(resolve));
      return false;
    },
    { atOnce: 2 },
  );
  loop.nudge();
  expect(rounds).toBe(2);
  loop.nudge();
  loop.nudge();
  expect(rounds).toBe(2);
  gates[1]?.();
  await vi.waitFor(() => expect(rounds).toBe(3));
  const stopping = loop.stop();
  gates[0]?.();
  gates[2]?.();
  await stopping;
  expect(rounds).toBe(3);
});

test("of two rounds that overlap, one that has nothing left does not put off what the other knows of", async () => {
  let rounds = 0;
  const gates: ((more: boolean) => void)[] = [];
  const loop = startLoop(
    1_000_000,
    () => {
      rounds += 1;
      return new Promise<boolean>((resolve) => gates.push(resolve));
    },
    { atOnce: 2 },
  );
  loop.nudge();
  gates[0]?.(true);
  gates[1]?.(false);
  await vi.waitFor(() => expect(rounds).toBe(3));
  const stopping = loop.stop();
  gates[2]?.(false);
  await stopping;
});
