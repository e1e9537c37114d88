import { afterAll, beforeAll, expect, test } from "vitest";
import { pool } from "@/server/db/pools";
import { CASES } from "./cases";
import { type OpenStage, openEmbedded } from "./embedded";

// The suite on the embedded engine; on an Inngest server as well it is `npm run conformance`.

let open: OpenStage;
beforeAll(async () => {
  open = await openEmbedded(pool("engine"));
});
afterAll(() => open.close());

test.concurrent.each(CASES.map((each) => [each.name, each] as const))(
  "%s",
  async (_, { play }) => {
    await expect(play(open.stage)).resolves.toBeUndefined();
  },
  90_000,
);
