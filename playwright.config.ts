import { defineConfig, devices } from "@playwright/test";

/**
 * `npm test` sets the state folder, the ports and the browser. Run alone (`npx playwright test`), this uses a folder
 * of its own beside the one of `npm start`.
 */
process.env.HANDOFF_HOME ||= `${import.meta.dirname}/.handoff/e2e`;
process.env.PORT ||= "3100";
process.env.HANDOFF_MAILBOX_PORT ||= "3125";
const origin = `http://localhost:${process.env.PORT}`;
const isRoot = process.getuid?.() === 0;

export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results",
  forbidOnly: true,
  // One running product and its example data are shared: journeys make what they change themselves.
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  use: {
    ...devices["Desktop Chrome"],
    baseURL: origin,
    actionTimeout: 15_000,
    viewport: { width: 1440, height: 900 },
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env.HANDOFF_TEST_BROWSER || undefined,
      args: [
        ...(isRoot ? ["--no-sandbox"] : []),
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  webServer: {
    command: "exec node scripts/start.mjs",
    url: origin,
    timeout: 300_000,
    stdout: "pipe",
    gracefulShutdown: { signal: "SIGTERM", timeout: 30_000 },
  },
});
