import { existsSync } from "node:fs";
import { join } from "node:path";
import { root } from "./paths.mjs";
import { Refusal } from "./refusal.mjs";
import { run } from "./run.mjs";

const installed = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/**
 * A browser for the end-to-end tests: an installed one, Debian's as root, else Playwright's own.
 * @returns {Promise<string>} the path of its program
 */
export async function findBrowser() {
  const { chromium } = await import("@playwright/test");
  const present = () =>
    [process.env.HANDOFF_TEST_BROWSER, ...installed, chromium.executablePath()].find(
      (path) => path && existsSync(path),
    );
  if (!present() && process.getuid() === 0 && existsSync("/usr/bin/apt-get")) {
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    await run("apt-get", ["update"], { env });
    await run("apt-get", ["install", "-y", "--no-install-recommends", "chromium"], { env });
  }
  if (!present()) {
    await run(process.execPath, [
      join(root, "node_modules", "@playwright", "test", "cli.js"),
      "install",
      "chromium",
    ]);
  }
  const found = present();
  if (found) return found;
  throw new Refusal(
    "The end-to-end tests need a browser, and none could be found or installed. Install Chromium or Chrome, or set HANDOFF_TEST_BROWSER to the path of one.",
  );
}
