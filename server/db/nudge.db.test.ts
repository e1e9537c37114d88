import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeEach, expect, test } from "vitest";
import { type Listening, listen } from "./listen";
import { nudge } from "./nudge";

const CHANNEL = "test_nudge";
let listening: Listening | undefined;
let heard: string[];

beforeEach(async () => {
  await listening?.stop();
  heard = [];
  listening = await listen({ role: "engine", channels: { [CHANNEL]: (payload) => heard.push(payload) } });
  await pause(20);
});
afterAll(() => listening?.stop());

test("a burst is told twice at most: at once that it began, and together what came after", async () => {
  for (let times = 0; times < 50; times++) nudge(CHANNEL, "a");
  await expect.poll(() => heard).toEqual(["a", "a"]);
  await pause(50);
  expect(heard).toEqual(["a", "a"]);
});

test("one's flood does not hold up what another has to tell", async () => {
  for (let times = 0; times < 50; times++) nudge(CHANNEL, "a");
  nudge(CHANNEL, "b");
  await expect.poll(() => heard).toEqual(["a", "b", "a"]);
});

test("many are told of together, and more than can be named as all", async () => {
  const names = Array.from({ length: 60 }, (_, at) => `n${at}`);
  for (const name of names) nudge(CHANNEL, name);
  await expect.poll(() => heard).toEqual([...names.slice(0, 5), names.slice(5).join(",")]);
  await pause(50);
  heard.length = 0;
  for (let at = 0; at < 200; at++) nudge(CHANNEL, `n${at}`);
  await expect.poll(() => heard).toEqual(["n0", "n1", "n2", "n3", "n4", ""]);
});

test("where nobody is named whoever listens looks at all", async () => {
  nudge(CHANNEL);
  await expect.poll(() => heard).toEqual([""]);
});
