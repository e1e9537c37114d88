import { pause } from "../setup/processes.mjs";
import { now } from "./helper.mjs";
import { ms, round, summarize } from "./numbers.mjs";
import { phase } from "./phase.mjs";

const EVERY_MS = 100;
const WITHIN_MS = 120_000;

/** People decide, ten a second, through the API; how long until the run has gone on? */
export async function measureDecisions(bench) {
  const { report, load, product, settings, database, prepared } = bench;
  const { approval, mark } = prepared;
  const prefix = `${mark}d${bench.nextPhase()}`;
  const sent = await load.ask("flood", {
    port: product.port,
    targets: [approval],
    prefix,
    connections: 8,
    most: settings.decisions,
  });
  const reviews = await untilOpen(database, approval.workflowId, sent.acknowledged);
  const decided = new Map();
  const { cost } = await phase(
    bench,
    "decisions",
    async () => {
      const open = [];
      const begin = now();
      for (const [number, review] of reviews.entries()) {
        const ahead = begin + number * EVERY_MS - now();
        if (ahead > 0) await pause(ahead);
        const asked = now();
        open.push(
          prepared.reviewer.reviews.decide
            .mutate({ reviewId: review.id, contentHash: review.hash, answer: "approve", rationale: "" })
            .then(() => decided.set(review.run, { asked, answered: now() })),
        );
      }
      await Promise.all(open);
      await untilDone(database, approval.workflowId);
    },
    { each: "decision", count: () => reviews.length },
  );
  bench.notePeak(cost.memory);
  const rows = await database.rows(
    `SELECT run.id, run.status, extract(epoch FROM after.started_at)::float8 * 1000 AS started,
       extract(epoch FROM after.ended_at)::float8 * 1000 AS settled, extract(epoch FROM run.ended_at)::float8 * 1000 AS ended,
       extract(epoch FROM review.decided_at)::float8 * 1000 AS decided
     FROM run JOIN review ON review.run_id = run.id
     LEFT JOIN run_step after ON after.run_id = run.id AND after.node_id = 'after' AND after.state = 'settled'
     WHERE run.id = ANY($1::uuid[])`,
    [[...decided.keys()]],
  );
  const problems = [];
  const expect = (what, is) =>
    is !== settings.decisions && problems.push(`${what}: ${is} instead of ${settings.decisions}`);
  expect("events acknowledged", sent.acknowledged);
  expect("reviews opened", reviews.length);
  expect("decisions answered", decided.size);
  expect(
    "runs done after their decision",
    rows.filter(({ status, settled }) => status === "done" && settled !== null).length,
  );
  report.fault("decisions", problems);
  const since = (moment) =>
    summarize(rows.map((row) => row[moment] - row.decided).filter((value) => Number.isFinite(value)));
  const answered = summarize(
    rows.map((row) => row.settled - decided.get(row.id).answered).filter((value) => Number.isFinite(value)),
  );
  const call = summarize([...decided.values()].map(({ asked, answered }) => answered - asked));
  report.details.decisions = {
    call,
    started: since("started"),
    settled: since("settled"),
    ended: since("ended"),
    answered,
  };
  report.add(
    "a decision's call p50 / p99",
    { measured: `${round(call.p50)} / ${ms(call.p99)}`, value: call },
    problems,
  );
  const settled = since("settled");
  report.add(
    `from a decision to the next node's result, p50 / p99 (${reviews.length})`,
    {
      required: "p99 250 ms",
      measured: `${round(settled.p50)} / ${ms(settled.p99)}`,
      met: settled.p99 <= 250,
      value: settled,
    },
    problems,
  );
}

/** Decided in the order in which they were asked, once all of them stand and their runs wait. */
async function untilOpen(database, workflowId, expected) {
  for (const end = Date.now() + WITHIN_MS; ; await pause(200)) {
    const rows = await database.rows(
      `SELECT review.id, review.content_hash AS hash, review.run_id AS run
       FROM review JOIN run ON run.id = review.run_id
       WHERE run.workflow_id = $1::uuid AND review.status = 'open' ORDER BY review.created_at`,
      [workflowId],
    );
    if (rows.length >= expected || Date.now() > end) {
      // The engine's own waits stand a moment later.
      await pause(2_000);
      return rows;
    }
  }
}

async function untilDone(database, workflowId) {
  for (const end = Date.now() + WITHIN_MS; Date.now() < end; await pause(200)) {
    const { going } = await database.one(
      "SELECT count(*)::int AS going FROM run WHERE workflow_id = $1::uuid AND ended_at IS NULL",
      [workflowId],
    );
    if (going === 0) return;
  }
}
