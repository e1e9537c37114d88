import { generate, isGenerated } from "./generate.mjs";
import { checkMachine, install, isInstalled } from "./install.mjs";
import { step } from "./progress.mjs";
import { buildWeb, isWebBuilt } from "./web-build.mjs";

/** Whatever a checkout needs before anything of it can run; what is up to date is left alone. */
export async function prepareCode() {
  checkMachine();
  if (!isInstalled()) await step("Installing packages (minutes)", install);
  if (!isGenerated()) await step("Generating the database client", generate);
}

/** The programs and pages as they run in production. */
export async function prepareBuild({ pages = true } = {}) {
  const { bundle } = await import("../bundle.mjs");
  await step("Bundling the programs", () => bundle());
  if (pages && !isWebBuilt()) await step("Building the pages", buildWeb);
}
