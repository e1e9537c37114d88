import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./setup/paths.mjs";
import { commandLine } from "./setup/refusal.mjs";

/**
 * After a change of dependencies: enters into package-lock.json the packages for other systems that npm left out
 * because its registry did not have them (a partial mirror). Without them `npm ci` refuses the lock file, and a
 * Mac would get none of its binaries.
 */

const systems = /(?:^|[-/])(android|darwin|freebsd|linux|openharmony|win32|wasm32)(?:-(.+))?$/;
const libraries = { gnu: "glibc", gnueabihf: "glibc", musl: "musl", musleabihf: "musl" };

function entryFor(name, version, dev) {
  const [, system, rest = ""] = systems.exec(name) ?? [];
  if (!system) return undefined;
  const [cpu, library] = rest.split("-");
  const libc = libraries[library];
  return {
    version,
    cpu: [system === "wasm32" ? system : cpu],
    ...(dev && { dev }),
    ...(libc && { libc: [libc] }),
    optional: true,
    ...(system !== "wasm32" && { os: [system] }),
  };
}

function isLocked(packages, from, name) {
  const folders = from.split("/node_modules/");
  return (
    folders.some((_, depth) => packages[[...folders.slice(0, depth + 1), name].join("/node_modules/")]) ||
    packages[`node_modules/${name}`]
  );
}

await commandLine(() => {
  const file = join(root, "package-lock.json");
  const lock = JSON.parse(readFileSync(file, "utf8"));
  const added = [];
  for (const [path, { optionalDependencies = {}, dev }] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      if (!/^\d+\.\d+\.\d+/.test(version) || isLocked(lock.packages, path, name)) continue;
      const entry = entryFor(name, version, dev);
      if (!entry) continue;
      lock.packages[`node_modules/${name}`] = entry;
      added.push(`${name}@${version}`);
    }
  }
  lock.packages = Object.fromEntries(
    Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, "en")),
  );
  if (added.length > 0) writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(
    added.length > 0 ? `Entered ${added.length}:\n${added.join("\n")}` : "The lock file is complete.",
  );
});
