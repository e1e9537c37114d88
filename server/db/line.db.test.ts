import { randomUUID } from "node:crypto";
import type { PoolClient } from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Line } from "./line";
import { pool } from "./pools";
import { BEGIN, statement } from "./statement";

let client: PoolClient;
let line: Line;
beforeEach(async () => {
  client = await pool("engine").connect();
  line = new Line(client);
});
afterEach(() => client.release(true));

/** Its own text each time, so that the connection has not parsed it before. */
const quotient = () => `SELECT 12 / $1::int AS whole /* ${randomUUID()} */`;

test("what is sent together is answered together, each by its own rows", async () => {
  line.send(BEGIN);
  const [numbers, words] = await Promise.all([
    line.ask(statement("SELECT generate_series(1, $1::int) AS number", [3])),
    line.ask(statement("SELECT $1::text AS word", ["one"])),
  ]);
  expect(numbers).toEqual([{ number: 1 }, { number: 2 }, { number: 3 }]);
  expect(words).toEqual([{ word: "one" }]);
  await line.commit();
});

test("what follows a failure is not run, and the commit throws what failed first, as explained", async () => {
  line.send(BEGIN);
  line.send(statement(quotient(), [0]), () => new Error("Nothing is divided by nothing."));
  line.send(statement("SELECT pg_notify('nobody', $1)", ["never"]));
  await expect(line.commit()).rejects.toThrow();
  expect(line.failure).toEqual(new Error("Nothing is divided by nothing."));
  await line.rollback();
});

test("after a failure the connection serves the next transaction, with the same statements", async () => {
  const [failing, following] = [quotient(), quotient()];
  for (const divisor of [0, 4, 0, 3]) {
    const each = new Line(client);
    each.send(BEGIN);
    const answers = Promise.all([failing, following].map((text) => each.ask(statement(text, [divisor]))));
    if (divisor === 0) {
      await expect(answers).rejects.toThrow("division by zero");
      await each.rollback();
    } else {
      expect(await answers).toEqual([[{ whole: 12 / divisor }], [{ whole: 12 / divisor }]]);
      await each.commit();
    }
  }
});

test("what was not sent yet is undone as well", async () => {
  const name = `handoff/undone.${randomUUID()}`;
  line.send(BEGIN);
  line.send(statement("SELECT set_config('app.organization_id', $1, false)", [name]));
  await line.rollback();
  const { rows } = await client.query("SELECT current_setting('app.organization_id', true) AS value");
  expect(rows[0].value).not.toBe(name);
});

test("everything unanswered fails with a connection that is lost", async () => {
  line.send(BEGIN);
  await line.ask(statement("SELECT 1"));
  const answer = line.ask(statement("SELECT pg_terminate_backend(pg_backend_pid())"));
  await expect(answer).rejects.toThrow();
  await expect(line.commit()).rejects.toThrow();
});

test("a value that cannot be written undoes what it was sent with", async () => {
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  line.send(BEGIN);
  line.send(statement("SELECT $1::jsonb", [circle]));
  await expect(line.commit()).rejects.toThrow();
});
