import { runChecks } from "./setup/checks.mjs";
import { prepareCode } from "./setup/prepare.mjs";
import { commandLine } from "./setup/refusal.mjs";
import { report } from "./setup/tally.mjs";
import { runVitest } from "./setup/test-runners.mjs";

/** `npm run check`: what can be told without a database or a browser. */
await commandLine(async () => {
  await prepareCode();
  return report([await runChecks(), await runVitest(["unit", "components"])]);
});
