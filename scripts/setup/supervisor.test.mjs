import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { freePort } from "./ports.mjs";
import { isAlive } from "./processes.mjs";
import { Supervisor } from "./supervisor.mjs";

describe("the supervisor", () => {
  let folder;
  let port;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "supervisor-"));
    port = await freePort();
    writeFileSync(
      join(folder, "well.mjs"),
      `import { createServer } from "node:http";
       createServer((_, answer) => answer.end(String(process.pid))).listen(${port}, "127.0.0.1");`,
    );
    writeFileSync(join(folder, "ill.mjs"), `console.error("no database"); process.exit(3);`);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const program = (name) => ({
    name,
    args: [join(folder, `${name}.mjs`)],
    env: { PATH: process.env.PATH },
    port,
  });
  const pidThatAnswers = async () => Number(await (await fetch(`http://127.0.0.1:${port}`)).text());

  it("starts a program again that died, and ends it when told to", async () => {
    const supervisor = new Supervisor(folder);
    await supervisor.start(program("well"));
    const first = await pidThatAnswers();
    process.kill(first, "SIGKILL");
    const second = await vi.waitFor(pidThatAnswers, { timeout: 10_000 });
    expect(second).not.toBe(first);
    await supervisor.stop();
    expect(isAlive(second)).toBe(false);
  });

  it("says what a program said that could not start, and leaves it", async () => {
    const supervisor = new Supervisor(folder);
    await expect(supervisor.start(program("ill"))).rejects.toThrow(
      /The ill process did not start[\s\S]*no database/,
    );
    expect(readFileSync(join(folder, "logs", "ill.log"), "utf8").match(/no database/g)).toHaveLength(1);
    await supervisor.stop();
  });

  it("takes its programs with it when it is killed", async () => {
    const source = new URL("supervisor.mjs", import.meta.url).href;
    writeFileSync(
      join(folder, "supervise.mjs"),
      `import { Supervisor } from ${JSON.stringify(source)};
       await new Supervisor(${JSON.stringify(folder)}).start(${JSON.stringify(program("well"))});
       setInterval(() => {}, 1000);`,
    );
    const supervisor = spawn(process.execPath, [join(folder, "supervise.mjs")], { stdio: "ignore" });
    const pid = await vi.waitFor(pidThatAnswers, { timeout: 10_000 });
    supervisor.kill("SIGKILL");
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 12_000 });
  });
});
