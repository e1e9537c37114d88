import { closeSync, fsyncSync, openSync, rmSync, statSync, writeSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { mb, ms, summarize } from "./numbers.mjs";

const WRITES = 500;

/** What the disk under the state folder takes to make 8 kB durable, as Postgres does for a commit. */
export function measureDisk({ report, product }) {
  const file = join(product.home, "fsync-trial");
  const page = Buffer.alloc(8_192, 7);
  const handle = openSync(file, "w");
  const took = [];
  try {
    for (let number = 0; number < WRITES; number++) {
      const start = performance.now();
      // In place, within what is allotted already, as in a segment of the log.
      writeSync(handle, page, 0, page.length, (number % 64) * page.length);
      fsyncSync(handle);
      if (number >= 64) took.push(performance.now() - start);
    }
    const { size } = statSync(file);
    report.details.disk = { writes: took.length, size };
  } finally {
    closeSync(handle);
    rmSync(file, { force: true });
  }
  const cost = summarize(took);
  report.add("one write and fsync of 8 kB, p50 / p99", {
    measured: `${cost.p50} / ${ms(cost.p99)}`,
    value: cost,
  });
}

/** What it ran on. */
export async function describeMachine(database) {
  const { version } = await database.one("SELECT version() AS version");
  const settings = await database.rows(
    `SELECT name, setting FROM pg_settings WHERE name IN
       ('fsync', 'synchronous_commit', 'full_page_writes', 'shared_buffers', 'max_wal_size', 'commit_delay', 'wal_compression')`,
  );
  return {
    cpu: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    memory: mb(totalmem()),
    node: process.versions.node,
    postgres: /PostgreSQL ([\d.]+)/.exec(version)?.[1] ?? version,
    settings: Object.fromEntries(settings.map(({ name, setting }) => [name, setting])),
  };
}
