import { existsSync } from "node:fs";
import { join } from "node:path";
import { fingerprint, isMadeFrom, rememberMadeFrom } from "./fingerprints.mjs";
import { root } from "./paths.mjs";
import { Refusal } from "./refusal.mjs";
import { lastLines, run } from "./run.mjs";

export const nextCli = join(root, "node_modules", "next", "dist", "bin", "next");

/** Everything a page can be made of. */
const sources = [
  "app",
  "components",
  "workflow",
  "server",
  "inngest",
  "public",
  "next.config.ts",
  "proxy.ts",
  "postcss.config.mjs",
  "tsconfig.json",
  "package-lock.json",
];
const print = () => fingerprint(sources, process.version);

export function isWebBuilt() {
  return existsSync(join(root, ".next", "BUILD_ID")) && isMadeFrom("web", print());
}

export async function buildWeb() {
  const before = print();
  const { code, output } = await run(process.execPath, [nextCli, "build"], {
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
  });
  if (code !== 0) throw new Refusal(`The pages could not be built (next build):\n\n${lastLines(output, 40)}`);
  rememberMadeFrom("web", before);
}

/** Takes pages that were built from something older for good; for measuring what lies beside them. */
export function keepBuiltPages() {
  if (existsSync(join(root, ".next", "BUILD_ID"))) rememberMadeFrom("web", print());
}
