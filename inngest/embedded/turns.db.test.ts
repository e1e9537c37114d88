import { expect, test } from "vitest";
import { pool } from "@/server/db/pools";
import { openEmbedded } from "../conformance/embedded";

// Concurrency where it is hard: several processes, a holder that dies, a long line.

test("several processes together never go beyond a limit, and a line moves on to its end", async () => {
  const { stage, close } = await openEmbedded(pool("engine"), { engines: 3 });
  let now = 0;
  let most = 0;
  const flow = await stage.flow(
    async ({ step }) => {
      for (const id of ["a", "b", "c"]) {
        await step.run(id, async () => {
          most = Math.max(most, ++now);
          await new Promise((resolve) => setImmediate(resolve));
          now--;
        });
      }
    },
    { concurrency: [{ limit: 3 }, { key: "event.data.key", limit: 2 }] },
  );
  const tokens = await Promise.all(
    Array.from({ length: 60 }, (_, at) => flow.send({ key: at % 4 === 0 ? "rare" : "frequent" })),
  );
  for (const token of tokens) expect(await flow.ended(token)).toHaveProperty("result");
  expect(most).toBeLessThanOrEqual(3);
  await close();
  const { rows } = await pool("engine").query("SELECT 1 FROM engine.turn");
  expect(rows).toEqual([]);
});

test("the turn of a holder that died goes to whoever takes its run over, and then to the next", async () => {
  const { stage, close } = await openEmbedded(pool("engine"), { engines: 2 });
  const executed: string[] = [];
  let release = () => {};
  const stuck = new Promise<void>((resolve) => {
    release = resolve;
  });
  const flow = await stage.flow(
    async ({ event, step }) => {
      const name = String(event.data.name);
      await step.run("work", async () => {
        executed.push(name);
        if (executed.length === 1) await stuck;
      });
    },
    { concurrency: 1 },
  );
  const first = await flow.send({ name: "first" });
  await stage.until(() => executed.length === 1, "The first holder");
  const second = await flow.send({ name: "second" });
  // It gives no further sign of life, as a killed process would.
  await pool("engine").query(
    "UPDATE engine.run SET lease_owner = 'vanished', lease_until = engine.now() WHERE lease_owner IS NOT NULL",
  );
  await flow.ended(first);
  await flow.ended(second);
  expect(executed).toEqual(["first", "first", "second"]);
  release();
  await close();
});

test("a long line of one function holds up no other, and nobody in it goes on before a turn is free", async () => {
  await pool("engine").query(
    `WITH started AS (
       INSERT INTO engine.run (id, function_id, event_id, event, limited, available_at)
       SELECT gen_random_uuid(), 'wf-line', n::text, '{}', true, 'infinity' FROM generate_series(1, 5000) n RETURNING id)
     INSERT INTO engine.turn (run_id, keys, most, blocked_on, since)
     SELECT id, ARRAY['wf-line'], ARRAY[1], 'wf-line', now() FROM started`,
  );
  await pool("engine").query(
    "UPDATE engine.turn SET held = true, blocked_on = NULL WHERE run_id = (SELECT min(run_id::text)::uuid FROM engine.turn)",
  );
  const { stage, close } = await openEmbedded(pool("engine"));
  const other = await stage.flow(async ({ step }) => step.run("pass", () => 1), { concurrency: 1 });
  expect(await other.ended(await other.send())).toEqual({ result: 1 });
  await close();
  const { rows: standing } = await pool("engine").query(
    "SELECT count(*)::int AS count FROM engine.turn WHERE blocked_on = 'wf-line'",
  );
  expect(standing).toEqual([{ count: 4_999 }]);
});
