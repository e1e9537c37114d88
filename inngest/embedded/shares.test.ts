import { expect, test } from "vitest";
import { createShares } from "./shares";

const STEP_MS = 50;

function at(places: number) {
  const clock = { time: 0, load: 0 };
  const shares = createShares(places, { now: () => clock.time, busy: () => clock.load });
  /** So much time passes, this busy, while these have work: of runs the loud one begins four where others begin one. */
  const pass = (ms: number, load: number, ...active: string[]) => {
    clock.load = load;
    for (const end = clock.time + ms; clock.time < end; ) {
      clock.time += STEP_MS;
      for (const share of active)
        for (let times = share === "loud" ? 4 : 1; times > 0; times--) {
          shares.begin(share);
          shares.end(share);
        }
      shares.standings();
    }
  };
  const most = (share: string) => shares.standings().find((each) => each.share === share)?.most;
  return { shares, pass, most, clock };
}

test("one that is alone has all places, however busy it keeps the process", () => {
  const { pass, most, shares } = at(24);
  pass(2_000, 1, "loud");
  expect(most("loud")).toBe(24);
  expect(shares.isLoud("loud")).toBe(false);
});

test("several have all places while there is time to spare, as where steps wait for other systems", () => {
  const { pass, most } = at(24);
  pass(2_000, 0.3, "loud", "quiet");
  expect([most("loud"), most("quiet")]).toEqual([24, 24]);
});

test("where there is no time left the loud one is held to one place, and the others keep theirs", () => {
  const { pass, most, shares, clock } = at(24);
  pass(200, 1, "loud", "quiet", "other");
  clock.time += 1_000;
  expect([most("loud"), most("quiet"), most("other")]).toEqual([1, 24, 24]);
  expect([shares.isLoud("loud"), shares.isLoud("quiet")]).toEqual([true, false]);
  expect(shares.holdsBack()).toBe(true);
});

test("if that is not enough it rests after each run, and goes on when it has rested", () => {
  const { pass, most, shares, clock } = at(24);
  pass(2_000, 1, "loud", "quiet");
  shares.begin("loud");
  const rest = shares.end("loud");
  expect(rest).toBe(320);
  expect(most("loud")).toBe(0);
  clock.time += rest;
  expect(most("loud")).toBe(1);
});

test("one that has no more than twice what the others have is held back no further", () => {
  const { pass, most } = at(24);
  pass(2_000, 0.8, "loud", "quiet", "quiet");
  expect([most("loud"), most("quiet")]).toEqual([6, 24]);
});

test("there is more room for it, bit by bit, once there is time again", () => {
  const { pass, most, clock } = at(24);
  pass(250, 1, "loud", "quiet");
  pass(150, 0.3, "loud", "quiet");
  const then = most("loud") ?? 0;
  pass(5_000, 0.3, "loud", "quiet");
  clock.time += 400;
  expect(then).toBeLessThan(24);
  expect(most("loud")).toBe(24);
});

test("whoever has had nothing for a second counts no more, but for what it still holds", () => {
  const { shares, pass, most } = at(24);
  pass(200, 1, "loud", "quiet");
  pass(1_500, 1, "loud");
  expect(most("loud")).toBe(24);
  shares.begin("quiet");
  pass(200, 1, "loud");
  expect(most("loud")).toBeLessThan(24);
  expect(shares.standings()).toContainEqual({ share: "quiet", held: 1, most: 24 });
});
