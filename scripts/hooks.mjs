import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** After an install: sets up the checks before a commit, where a person commits and has no hooks of their own. */
const git = (...args) =>
  execFileSync("git", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();

try {
  const hooks = git("rev-parse", "--path-format=absolute", "--git-path", "hooks");
  const own = existsSync(hooks) ? readdirSync(hooks).filter((name) => !name.endsWith(".sample")) : [];
  if (!process.env.CI && own.length === 0) {
    execFileSync(join("node_modules", ".bin", "lefthook"), ["install"], { stdio: "ignore" });
  }
} catch {
  // Not a git checkout, or without the tools for development: nothing to set up.
}
