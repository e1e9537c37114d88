import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { freePort } from "../setup/ports.mjs";
import { Refusal } from "../setup/refusal.mjs";

const READY_MS = 60_000;

/**
 * An Inngest server as in production (`start`, with keys), on loopback, with its state in a folder that goes with
 * it. Its ports for workers that connect by themselves are on every address: on a machine that others reach, run
 * this in a network of its own.
 * @param {string} binary
 */
export async function startInngest(binary) {
  if (!existsSync(binary)) throw new Refusal(`INNGEST_BIN names ${binary}, which is not there.`);
  const folder = mkdtempSync(join(tmpdir(), "handoff-inngest-"));
  const [eventKey, signingKey] = [randomBytes(16).toString("hex"), randomBytes(32).toString("hex")];
  const [port, gateway, gatewayGrpc, executorGrpc] = [
    await freePort(),
    await freePort(),
    await freePort(),
    await freePort(),
  ];
  const log = join(folder, "server.log");
  const file = openSync(log, "a");
  const server = spawn(
    binary,
    [
      "start",
      ...["--host", "127.0.0.1", "--port", port, "--sqlite-dir", folder],
      ...["--connect-gateway-port", gateway],
      ...["--connect-gateway-grpc-port", gatewayGrpc, "--connect-executor-grpc-port", executorGrpc],
      ...["--event-key", eventKey, "--signing-key", signingKey],
    ].map(String),
    { cwd: folder, stdio: ["ignore", file, file] },
  );
  closeSync(file);
  const ended = once(server, "exit").then(() => true);
  const stop = async () => {
    if (server.exitCode === null) {
      server.kill("SIGTERM");
      await Promise.race([
        ended,
        pause(10_000, undefined, { ref: false }).then(() => server.kill("SIGKILL")),
      ]);
      await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  };
  const baseUrl = `http://127.0.0.1:${port}`;
  const deadline = performance.now() + READY_MS;
  while (!(await isHealthy(baseUrl))) {
    const gone = await Promise.race([ended, pause(200, false)]);
    if (!gone && performance.now() < deadline) continue;
    const said = readFileSync(log, "utf8").slice(-2_000);
    await stop();
    throw new Refusal(`The Inngest server did not start:\n${said}`);
  }
  return { settings: { baseUrl, eventKey, signingKey }, stop };
}

async function isHealthy(baseUrl) {
  return fetch(`${baseUrl}/health`).then(
    ({ ok }) => ok,
    () => false,
  );
}
