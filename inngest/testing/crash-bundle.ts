import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { type CrashBundle, CrashProcess } from "./crash-process";

// Below the checkout, so that packages are found from there.
const root = join(import.meta.dirname, "..", "..");
const folder = join(root, ".handoff", "build");

/**
 * Bundles the process that is killed, packages too, and has it compiled: it is started so often that this would be half
 * of what it does. Gone again after `dispose`.
 */
export async function bundleCrashWorker(): Promise<CrashBundle> {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `crash-worker-${process.pid}.cjs`);
  await build({
    entryPoints: [join(import.meta.dirname, "crash-worker.ts")],
    outfile: file,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    // The query compiler is megabytes that no life comes to need.
    external: ["pg-native", "@prisma/client/runtime/query_compiler*"],
    define: { "import.meta.url": "bundleUrl" },
    banner: { js: 'const bundleUrl = require("node:url").pathToFileURL(__filename).href;' },
    minify: true,
    // Read as such by what starts it: half the memory, and quicker.
    charset: "ascii",
    alias: { "@": root },
    logLevel: "silent",
  });
  const bundle = {
    file,
    starter: join(import.meta.dirname, "run-compiled.cjs"),
    dispose: () => {
      for (const each of [file, `${file}.compiled`]) rmSync(each, { force: true });
    },
  };
  await new CrashProcess(bundle, "").leave();
  return bundle;
}
