import { findBrowser } from "./setup/browser.mjs";
import { runChecks } from "./setup/checks.mjs";
import { freePort } from "./setup/ports.mjs";
import { prepareBuild, prepareCode } from "./setup/prepare.mjs";
import { step } from "./setup/progress.mjs";
import { commandLine, Refusal } from "./setup/refusal.mjs";
import { report } from "./setup/tally.mjs";
import { runPlaywright, runVitest } from "./setup/test-runners.mjs";
import { removeHome, throwawayHome } from "./setup/throwaway.mjs";

/** `npm test`: everything, from set-up to a real browser, beside whatever else runs on this machine. */
await commandLine(async () => {
  await prepareCode();
  return report([
    await section("Checks", runChecks),
    await section("Unit and integration tests", () =>
      runVitest(["unit", "components", "set-up", "database"]),
    ),
    await section("End-to-end tests", endToEnd),
  ]);
});

async function endToEnd() {
  await prepareBuild();
  let browser;
  await step("Finding a browser", async () => {
    browser = await findBrowser();
    return browser;
  });
  const home = await throwawayHome();
  try {
    return await runPlaywright({
      HANDOFF_HOME: home,
      HANDOFF_TEST_BROWSER: browser,
      PORT: String(await freePort()),
      HANDOFF_MAILBOX_PORT: String(await freePort()),
      // The example organization is what the journeys start from, whatever is set around us.
      DATABASE_URL: "",
      SMTP_URL: "",
      HANDOFF_ORIGIN: "",
    });
  } finally {
    await removeHome(home);
  }
}

/** A section that cannot be set up is one failure, not the end: the others still tell what they can. */
async function section(title, work) {
  console.log(`\n${title}`);
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    console.log(error.message);
    return { passed: 0, failed: 1 };
  }
}
