import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./paths.mjs";
import { Refusal } from "./refusal.mjs";
import { lastLines, run } from "./run.mjs";

const oldest = [20, 20];

export function checkMachine() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < oldest[0] || (major === oldest[0] && minor < oldest[1])) {
    throw new Refusal(
      `Handoff needs Node ${oldest.join(".")} or newer; this is ${process.versions.node}. Install a newer one from nodejs.org.`,
    );
  }
  if (process.platform === "win32") {
    throw new Refusal("Handoff runs on Linux and macOS. On Windows, start it inside WSL.");
  }
}

/** Whether node_modules holds what the lock file asks for, by npm's own record of what it installed. */
export function isInstalled() {
  const record = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(record)) return false;
  const wanted = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages;
  const present = JSON.parse(readFileSync(record, "utf8")).packages;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === "") return true;
    // What is made for another system is rightly absent.
    if (!present[path]) return entry.optional === true;
    const { version, integrity } = present[path];
    return version === entry.version && (!entry.integrity || integrity === entry.integrity);
  });
}

export async function install() {
  const npm = process.env.npm_execpath;
  const args = ["ci", "--include=dev", "--no-audit", "--no-fund", "--progress=false", "--loglevel=error"];
  // Production settings around us are meant for what is started, not for building it.
  const { NODE_ENV: _, ...env } = process.env;
  const { code, output } = npm
    ? await run(process.execPath, [npm, ...args], { env })
    : await run("npm", args, { env });
  if (code !== 0) {
    throw new Refusal(`The packages could not be installed (npm ci). npm said:\n\n${lastLines(output)}`);
  }
}
