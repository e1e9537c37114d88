import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { classificationSchema } from "@/workflow/operations/classification";
import { proposals } from "./propose";
import { readDocument } from "./read-document";
import { readOperations } from "./read-operations";

/** Documents that nobody here wrote, made to show what is hard about them: cycles, styles, unions, files. */
const folder = dirname(createRequire(import.meta.url).resolve("@readme/oas-examples/package.json"));
const files = ["3.0/json", "3.0/yaml", "3.1/json", "3.1/yaml"].flatMap((part) =>
  readdirSync(join(folder, part))
    .filter((name) => /\.(json|ya?ml)$/.test(name) && !name.startsWith("webhooks."))
    .map((name) => join(part, name)),
);

test.each(files)("%s is read, and what is proposed for it could be confirmed", (file) => {
  const operations = readOperations(readDocument(readFileSync(join(folder, file), "utf8")));
  expect(operations.length).toBeGreaterThan(0);
  const keys = new Set(operations.map(({ key }) => key));
  expect(keys.size).toBe(operations.length);
  for (const proposal of proposals(operations).values()) {
    expect(classificationSchema.safeParse(proposal).error).toBeUndefined();
    for (const related of [proposal.readBack, proposal.reversal?.by]) {
      if (related) expect(keys).toContain(related.operation);
    }
  }
});
