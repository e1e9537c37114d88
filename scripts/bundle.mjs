import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { buildFolder, root } from "./setup/paths.mjs";
import { commandLine, Refusal } from "./setup/refusal.mjs";

/** The programs that run outside Next.js: `.handoff/build/<name>.mjs` from its entry. */
const entries = {
  intake: "server/intake/main.ts",
  worker: "inngest/worker.ts",
  mailbox: "server/mailbox/open.ts",
  seed: "prisma/seed/main.ts",
  demo: "scripts/demo/main.ts",
  "bench-steps": "scripts/bench/steps.ts",
  chaos: "scripts/chaos/main.ts",
  conformance: "inngest/conformance/main.ts",
};

export const bundlePath = (name) => join(buildFolder, `${name}.mjs`);
export const hasBundle = (name) => existsSync(join(root, entries[name]));

/** Settings for esbuild; packages stay packages, so a bundle holds our own code alone. */
function settings(names) {
  return {
    absWorkingDir: root,
    entryPoints: names.filter(hasBundle).map((name) => ({ in: entries[name], out: name })),
    outdir: buildFolder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    packages: "external",
    alias: { "@": root },
    sourcemap: true,
    logLevel: "silent",
  };
}

export async function bundle(names = Object.keys(entries)) {
  const { build, stop } = await import("esbuild");
  try {
    await build(settings(names));
  } catch (error) {
    const places = error.errors?.map((each) => `${each.location?.file}:${each.location?.line} ${each.text}`);
    throw new Refusal(`The programs could not be bundled:\n${places?.join("\n") ?? error.message}`);
  } finally {
    // Its process would stay, with 60 MB, for as long as this one.
    await stop();
  }
}

/** Bundles again on every change; `onBundled` hears of each time but the first. */
export async function watchBundles(onBundled) {
  const { context } = await import("esbuild");
  let builds = 0;
  const notify = {
    name: "notify",
    setup(build) {
      build.onEnd(({ errors }) => {
        builds += 1;
        if (builds > 1 && errors.length === 0) onBundled();
      });
    },
  };
  const watching = await context({
    ...settings(Object.keys(entries)),
    logLevel: "warning",
    plugins: [notify],
  });
  await watching.watch();
  return () => watching.dispose();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const names = process.argv.slice(2);
  await commandLine(() => bundle(names.length > 0 ? names : undefined));
}
