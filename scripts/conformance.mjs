import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { bundle, bundlePath } from "./bundle.mjs";
import { startInngest } from "./conformance/inngest-server.mjs";
import { table } from "./conformance/table.mjs";
import { checkoutFolder } from "./setup/paths.mjs";
import { prepareCode } from "./setup/prepare.mjs";
import { step } from "./setup/progress.mjs";
import { commandLine, Refusal } from "./setup/refusal.mjs";
import { setup } from "./setup/test-database.mjs";

/**
 * `npm run conformance`: the same cases on the embedded engine and on an Inngest server, which is the one at
 * INNGEST_BASE_URL (with INNGEST_EVENT_KEY and INNGEST_SIGNING_KEY), or one started here from INNGEST_BIN.
 */
async function main() {
  const server = await findServer();
  const undo = [];
  try {
    await prepareCode();
    await step("Bundling the programs", () => bundle(["conformance"]));
    await step("Starting a database", async () => {
      undo.push(await startDatabase());
    });
    if (server?.bin) {
      await step("Starting an Inngest server", async () => {
        const started = await startInngest(server.bin);
        undo.push(started.stop);
        Object.assign(server, started.settings);
      });
    }
    const { runConformance } = await import(pathToFileURL(bundlePath("conformance")).href);
    let outcomes;
    await step("Playing the cases (minutes)", async () => {
      outcomes = await runConformance(server);
    });
    console.log(`\n${table(outcomes)}\n`);
    if (!server)
      console.log("No Inngest server was tried: set INNGEST_BASE_URL and its keys, or INNGEST_BIN.\n");
    const file = join(checkoutFolder, "reports", "conformance.json");
    mkdirSync(join(checkoutFolder, "reports"), { recursive: true });
    writeFileSync(file, `${JSON.stringify({ at: new Date().toISOString(), ...outcomes }, null, 2)}\n`);
    console.log(`Written to ${file}`);
    return [...outcomes.embedded, ...(outcomes.server ?? [])].some(({ result }) => result === "failed")
      ? 1
      : 0;
  } finally {
    for (const each of undo.reverse()) await each();
  }
}

async function findServer() {
  const { INNGEST_BASE_URL, INNGEST_EVENT_KEY, INNGEST_SIGNING_KEY, INNGEST_SERVE_ORIGIN, INNGEST_BIN } =
    process.env;
  const port = Number(process.env.HANDOFF_WORKER_PORT ?? 0);
  if (INNGEST_BASE_URL) {
    if (!INNGEST_EVENT_KEY || !INNGEST_SIGNING_KEY) {
      throw new Refusal(
        "Set INNGEST_EVENT_KEY and INNGEST_SIGNING_KEY to what the Inngest server was started with.",
      );
    }
    return {
      baseUrl: INNGEST_BASE_URL,
      eventKey: INNGEST_EVENT_KEY,
      signingKey: INNGEST_SIGNING_KEY,
      origin: INNGEST_SERVE_ORIGIN,
      port,
    };
  }
  return INNGEST_BIN ? { bin: INNGEST_BIN, port } : null;
}

/** As tests have one: migrated, with the narrow roles, gone at the end. */
async function startDatabase() {
  return setup({
    provide: (_, { urls, settings }) => Object.assign(process.env, settings, urls),
  });
}

await commandLine(main);
process.exit();
