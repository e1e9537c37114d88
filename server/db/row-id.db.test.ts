import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { inOrganizationFast } from "./in-organization";
import { rowId } from "./row-id";

const made = (count: number) =>
  inOrganizationFast(randomUUID(), async (tx) => {
    const rows = await tx.query<{ id: string }>("SELECT row_id() AS id FROM generate_series(1, $1::int)", [
      count,
    ]);
    return rows.map(({ id }) => id);
  });

const momentOf = (id: string) => Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16);

test("ids tell in which millisecond they were made, whoever made them", async () => {
  const began = Date.now();
  const ids = [rowId(), ...(await made(500)), rowId()];
  const ended = Date.now();
  for (const id of ids) {
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(momentOf(id)).toBeGreaterThanOrEqual(began - 1);
    expect(momentOf(id)).toBeLessThanOrEqual(ended + 1);
  }
  expect(new Set(ids).size).toBe(ids.length);
});

test("ids rise, those made here even within a millisecond", async () => {
  const here = Array.from({ length: 2_000 }, rowId);
  expect(here).toEqual([...here].sort());
  const there = (await made(2_000)).map(momentOf);
  expect(there).toEqual([...there].sort((a, b) => a - b));
});

test("rows that nobody named get such an id", async () => {
  const defaults = await inOrganizationFast(randomUUID(), (tx) =>
    tx.query<{ name: string; given: string }>(
      `SELECT table_name AS name, column_default AS given FROM information_schema.columns
       WHERE table_schema = 'public' AND column_name = 'id' AND table_name = ANY($1::text[])`,
      [["event", "run", "review", "effect", "record"]],
    ),
  );
  expect(defaults).toHaveLength(5);
  for (const { given } of defaults) expect(given).toBe("row_id()");
});
