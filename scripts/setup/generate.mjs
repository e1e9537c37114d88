import { existsSync } from "node:fs";
import { join } from "node:path";
import { fingerprint, isMadeFrom, rememberMadeFrom } from "./fingerprints.mjs";
import { root } from "./paths.mjs";
import { Refusal } from "./refusal.mjs";
import { lastLines, run } from "./run.mjs";

const generated = join(root, "server", "db", "generated");
const print = () => fingerprint(["prisma/schema.prisma", "node_modules/prisma/package.json"]);

export function isGenerated() {
  return existsSync(generated) && isMadeFrom("prisma client", print());
}

/** Writes the database client's code from the schema. */
export async function generate() {
  const cli = join(root, "node_modules", "prisma", "build", "index.js");
  const { code, output } = await run(process.execPath, [cli, "generate", "--no-hints"], {
    env: {
      ...process.env,
      // Generating needs no schema engine, but Prisma would download one unless told of an executable.
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      PRISMA_HIDE_UPDATE_MESSAGE: "1",
      CHECKPOINT_DISABLE: "1",
    },
  });
  if (code !== 0) throw new Refusal(`The database client could not be generated:\n\n${lastLines(output)}`);
  rememberMadeFrom("prisma client", print());
}
