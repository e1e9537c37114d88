import { request } from "node:http";
import { setTimeout as pause } from "node:timers/promises";

/** Pauses before it is tried once more, in milliseconds; after the last one it is given up. */
const AGAIN_MS = [1_000, 5_000, 30_000];

/**
 * Takes a report to Handoff, as a mail server's alias would: what comes back to `<token>@reports.test` is posted to the
 * address with that token. Any other return address has its report in the mailbox alone.
 * @param intakePort of Handoff on this machine
 */
export async function passOn(returnAddress: string, report: string, intakePort: number): Promise<void> {
  const [, token] = /^([A-Za-z0-9_-]{16,128})@reports\.test$/i.exec(returnAddress) ?? [];
  if (token === undefined) return;
  for (const wait of [0, ...AGAIN_MS]) {
    await pause(wait, undefined, { ref: false });
    const status = await post(`/hooks/${token}`, report, intakePort).catch(() => 503);
    // What is refused for what it is will be refused again.
    if (status < 500 && status !== 429) return;
  }
}

function post(path: string, body: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "message/rfc822" };
    const sent = request(
      { host: "127.0.0.1", port, path, method: "POST", headers, agent: false },
      (answer) => {
        answer.resume().once("end", () => resolve(answer.statusCode ?? 503));
        answer.once("error", reject);
      },
    );
    sent.once("error", reject);
    sent.end(body, "latin1");
  });
}
