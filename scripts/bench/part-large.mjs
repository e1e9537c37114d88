import { addHistory } from "./history.mjs";
import { ms, round, summarize } from "./numbers.mjs";
import { measureAcks } from "./part-acks.mjs";
import { measureDecisions } from "./part-decisions.mjs";
import { measureLatency } from "./part-latency.mjs";
import { Report } from "./report.mjs";

/** How many runs are copied: most of them with six nodes, some with a person's decision. */
const TEMPLATES = { sixNodes: 180, approvals: 20 };
const CALLS = 20;
/** At most so much slower. */
const SLOWER = 1.2;

/** What is compared: how a figure's row begins, its number, and which way is better. */
const COMPARED = [
  { begins: "durable acknowledgements/s", pick: (value) => value, higher: true, unit: "/s" },
  {
    begins: "acknowledgement p50 / p99 / max",
    pick: ({ p99 }) => p99,
    name: "acknowledgement p99",
    unit: " ms",
  },
  { begins: "complete runs/s", pick: ({ perSecond }) => perSecond, higher: true, unit: "/s" },
  { begins: "end to end", pick: ({ p50 }) => p50, name: "end to end p50", unit: " ms" },
  { begins: "end to end", pick: ({ p99 }) => p99, name: "end to end p99", unit: " ms" },
  {
    begins: "from a decision",
    pick: ({ p99 }) => p99,
    name: "decision to the next result p99",
    unit: " ms",
  },
  { begins: "pages", pick: (value) => value.p50, name: "lists, p50", unit: " ms" },
];

/** The same figures again with very many finished runs in the tables. */
export async function measureLarge(bench) {
  const { report, settings, prepared, database } = bench;
  const before = new Report();
  before.rows.push(...report.rows);
  const has = (begins) => before.rows.some(({ figure }) => figure.startsWith(begins));
  if (!has("end to end")) await measureLatency({ ...bench, report: before });
  if (!has("durable") && (await measureAcks({ ...bench, report: before })) === false) return false;
  if (!has("from a decision")) await measureDecisions({ ...bench, report: before });
  await measureLists({ ...bench, report: before });

  report.say(`\n  Adding ${settings.largeRuns} finished runs …`);
  const templates = new Map(
    prepared.six.map(({ workflowId }) => [workflowId, Math.ceil(TEMPLATES.sixNodes / prepared.six.length)]),
  );
  templates.set(prepared.approval.workflowId, TEMPLATES.approvals);
  const added = await addHistory(database, {
    templates,
    runs: settings.largeRuns,
    say: (line) => report.say(line),
  });
  const { size } = await database.one("SELECT pg_size_pretty(pg_database_size(current_database())) AS size");
  report.say(`  ${added} runs were added; the database takes ${size}`);

  const after = new Report();
  await measureLatency({ ...bench, report: after });
  const complete = await measureAcks({ ...bench, report: after });
  await measureDecisions({ ...bench, report: after });
  await measureLists({ ...bench, report: after });
  report.problems.push(...before.problems, ...after.problems);
  for (const compared of COMPARED) addComparison(report, { before, after, added }, compared);
  Object.assign(report.details, { large: { added, size, before: before.rows, after: after.rows } });
  return complete;
}

function addComparison(
  report,
  { before, after, added },
  { begins, pick, higher = false, name = begins, unit },
) {
  const rows = [before, after].map((each) => each.rows.find(({ figure }) => figure.startsWith(begins)));
  const problems = rows.every((row) => row?.matched) ? [] : ["counts do not match"];
  const [was, is] = problems.length > 0 ? [Number.NaN, Number.NaN] : rows.map((row) => pick(row.value));
  const factor = higher ? was / is : is / was;
  report.add(
    `with ${added} finished runs: ${name}`,
    {
      required: "at most 20 % slower",
      measured: `${round(is)}${unit} (${round(was)} before, ${factor > 1 ? "+" : ""}${Math.round((factor - 1) * 100)} %)`,
      met: factor <= SLOWER,
      value: { was, is },
    },
    problems,
  );
}

/** The lists that people look at, as the pages ask for them. */
async function measureLists({ report, prepared }) {
  const { admin, six, collectionId } = prepared;
  const [first] = six;
  const [decided] = (await admin.reviews.list.query({ limit: 1, view: "decided" })).items;
  const lists = {
    runs: () => admin.runs.list.query({ limit: 50 }),
    "runs of a workflow that are done": () =>
      admin.runs.list.query({ limit: 50, workflowId: first.workflowId, statuses: ["done"] }),
    "failed runs": () => admin.runs.list.query({ limit: 50, statuses: ["failed"] }),
    "runs found by a word": () => admin.runs.list.query({ limit: 50, search: "Sender 77" }),
    "audit log": () => admin.audit.list.query({ limit: 50 }),
    "audit log found by a word": () => admin.audit.list.query({ limit: 50, text: "Sender 77" }),
    records: () => admin.records.list.query({ limit: 50, collectionId }),
    "decided reviews": () => admin.reviews.list.query({ limit: 50, view: "decided" }),
    "a review with its case": () => admin.reviews.get.query({ reviewId: decided.id }),
    "found by a few characters": () => admin.search.everything.query({ query: "Sender 77" }),
    inbox: () => admin.reviews.list.query({ limit: 50, view: "mine" }),
    workflows: () => admin.workflows.list.query({ limit: 50 }),
  };
  const all = [];
  for (const [name, call] of Object.entries(lists)) {
    const took = [];
    let fault;
    for (let number = 0; number < CALLS && !fault; number++) {
      const start = performance.now();
      await call().catch((error) => {
        fault = error;
      });
      took.push(performance.now() - start);
    }
    const times = summarize(took);
    report.say(`  ${name}: p50 ${ms(times.p50)}, max ${ms(times.max)}${fault ? `; ${fault.message}` : ""}`);
    report.details[`list: ${name}`] = times;
    if (fault) report.fault("lists", [`${name}: ${fault.message}`]);
    all.push(...took);
  }
  const times = summarize(all);
  report.add("pages: lists, p50 / p99", { measured: `${round(times.p50)} / ${ms(times.p99)}`, value: times });
}
