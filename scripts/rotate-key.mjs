import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { readSecretKeys, readSecrets, writeSecretKeys } from "./environment.mjs";
import { homeFolder } from "./setup/paths.mjs";
import { step } from "./setup/progress.mjs";
import { commandLine, Refusal } from "./setup/refusal.mjs";
import { whoRuns } from "./setup/running.mjs";

/**
 * `npm run rotate-key`: a new key for stored credentials, while Handoff runs. Its processes see the key within seconds;
 * the worker brings every credential under it and then forgets the one before (`server/secrets`).
 */

const MOST_MS = 10 * 60_000;

await commandLine(async () => {
  if (process.env.HANDOFF_SECRET_KEY) {
    throw new Refusal(
      "The key is set by HANDOFF_SECRET_KEY. Set that to a new key, a comma and the old one, and start each process again; once a worker's log says that the old one is no longer needed, take it away.",
    );
  }
  const home = homeFolder();
  const keys = readSecretKeys(home, readSecrets(home).secretKey);
  if (keys.length === 1) writeSecretKeys(home, [randomBytes(32).toString("base64"), ...keys]);
  if (!whoRuns(home)) {
    console.log(
      "There is a new key. Start Handoff: its worker brings every credential under it, and forgets the old one.",
    );
    return 0;
  }
  await step("Bringing every credential under the new key", async () => {
    for (const end = Date.now() + MOST_MS; Date.now() < end; await pause(500)) {
      if (readSecretKeys(home).length === 1) return;
    }
    throw new Refusal(
      "The worker has not come to its end with it yet. Both keys stay in use until it has; see its log.",
    );
  });
  return 0;
});
