import { fork } from "node:child_process";
import { expect, it } from "vitest";
import { cpuOf, treeOf } from "./processes.mjs";

const onLinux = process.platform === "linux";

it.runIf(onLinux)("finds the processes below one, and none beside it", async () => {
  const child = fork("-e", ["setInterval(() => undefined, 1000)"], { execArgv: [], silent: true });
  try {
    expect(treeOf(process.pid)).toContain(child.pid);
    expect(treeOf(child.pid)).not.toContain(process.pid);
  } finally {
    child.kill();
  }
});

it.runIf(onLinux)("counts CPU time as it is used, and knows nothing of a process that is not there", () => {
  const before = cpuOf(process.pid).own;
  const { user } = process.cpuUsage();
  while (process.cpuUsage().user - user < 60_000) Math.sqrt(2);
  expect(cpuOf(process.pid).own - before).toBeGreaterThanOrEqual(30);
  expect(cpuOf(2 ** 30)).toBeNull();
});
