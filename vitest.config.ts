import { defineConfig } from "vitest/config";

const database = "**/*.db.test.ts";
const outside = ["**/node_modules/**", ".handoff/**", ".next/**", "e2e/**"];

export default defineConfig({
  resolve: { alias: { "@": import.meta.dirname } },
  test: {
    projects: [
      {
        extends: true,
        test: { name: "unit", include: ["**/*.test.ts"], exclude: [...outside, database] },
      },
      {
        extends: true,
        test: { name: "components", environment: "happy-dom", include: ["**/*.test.tsx"], exclude: outside },
      },
      {
        extends: true,
        test: {
          name: "set-up",
          include: ["scripts/**/*.test.mjs"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: "database",
          include: [database],
          exclude: outside,
          globalSetup: "./scripts/setup/test-database.mjs",
          setupFiles: "./server/db/testing.ts",
          testTimeout: 20_000,
          hookTimeout: 30_000,
        },
      },
    ],
  },
});
