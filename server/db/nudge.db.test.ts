import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeEach, expect, test } from "vitest";
import { type Listening, listen } from "./listen";
import { nudge } from "./nudge";

const CHANNEL = "test_nudge";
let listening: Listening | undefined;
let heard: string[];
/** They travel over several connections, so in which order they come is not said. */
const named = () => new Set(heard.flatMap((payload) => payload.split(",")));

beforeEach(async () => {
  await listening?.stop();
  heard = [];
  listening = await listen({ role: "engine", channels: { [CHANNEL]: (payload) => heard.push(payload) } });
  await pause(20);
});
afterAll(() => listening?.stop());

test("a burst is told a few times: at once that it began, and together what came after", async () => {
  for (let times = 0; times < 50; times++) nudge(CHANNEL, "a");
  await expect.poll(() => heard.length).toBeGreaterThan(1);
  await pause(50);
  expect(named()).toEqual(new Set(["a"]));
  expect(heard.length).toBeLessThan(5);
});

test("one's flood does not hold up what another has to tell", async () => {
  for (let times = 0; times < 50; times++) nudge(CHANNEL, "a");
  nudge(CHANNEL, "b");
  await expect.poll(() => heard).toContain("b");
});

test("many are told of together, and more than can be named as all", async () => {
  const names = Array.from({ length: 60 }, (_, at) => `n${at}`);
  for (const name of names) nudge(CHANNEL, name);
  await expect.poll(named).toEqual(new Set(names));
  expect(heard.length).toBeLessThan(15);
  for (let at = 0; at < 200; at++) nudge(CHANNEL, `n${at}`);
  await expect.poll(() => heard).toContain("");
});

test("where nobody is named whoever listens looks at all", async () => {
  nudge(CHANNEL);
  await expect.poll(() => heard).toContain("");
});
