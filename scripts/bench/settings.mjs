import { parseArgs } from "node:util";
import { Refusal } from "../setup/refusal.mjs";

/** The parts of the benchmark, in the order in which they are run: the calm ones first. */
export const PARTS = [
  "disk",
  "idle",
  "latency",
  "decisions",
  "rate",
  "acks",
  "steps",
  "waiting",
  "queue",
  "fairness",
];

const HELP = `npm run bench -- [options]

  --only acks,latency    single parts: ${PARTS.join(", ")}
  --quick                short durations and small numbers: for a first look, not for figures
  --large                afterwards puts a million finished runs into the tables and measures again (minutes)
  --large-runs N         another number than a million
  --waiting-runs N       how many runs are made to wait in the part "waiting" (10000)
  --seconds N            how long to send in the part "acks" (30)
  --workflows N          how many copies of the workflow share the load (1)
  --connections N        how many connections send at once (64)
  --home FOLDER          a state folder to use and keep; if Handoff runs on it, that one is measured and left running
  --keep                 keep the state folder made for this
  --stale-pages          do not build the pages again where some are built already
  --profile worker       record where a process (intake, web, worker) spends its time in the parts under load
  --statements           list the statements that cost Postgres most
  --drain-seconds N      how long a backlog may take to complete (900)
  --out FILE             where the figures go as JSON (.handoff/reports/bench.json)
  --strict               exit code 1 also where a required figure is missed`;

/** @typedef {ReturnType<typeof readSettings>} Settings */

/** @param {string[]} args what stands after the script's name */
export function readSettings(args) {
  const { values } = parse(args);
  if (values.help) return { help: HELP };
  const quick = values.quick ?? false;
  const only = values.only?.split(",").map((each) => each.trim());
  const unknown = only?.filter((each) => ![...PARTS, "large"].includes(each)) ?? [];
  if (unknown.length > 0) {
    throw new Refusal(`There is no part "${unknown[0]}". The parts are ${PARTS.join(", ")} and large.`);
  }
  const number = (name, otherwise) => {
    const value = Number(values[name] ?? otherwise);
    if (Number.isInteger(value) && value > 0) return value;
    throw new Refusal(`--${name} is "${values[name]}". Give a whole number above 0.`);
  };
  return {
    quick,
    parts: only ?? PARTS,
    large: (values.large || only?.includes("large")) ?? false,
    largeRuns: number("large-runs", quick ? 20_000 : 1_000_000),
    home: values.home,
    keep: values.keep ?? false,
    stalePages: values["stale-pages"] ?? false,
    profile: values.profile,
    statements: values.statements ?? false,
    strict: values.strict ?? false,
    out: values.out,
    workflows: number("workflows", 1),
    connections: number("connections", 64),
    ackSeconds: number("seconds", quick ? 5 : 30),
    drainSeconds: number("drain-seconds", 900),
    idleSeconds: quick ? 10 : 60,
    latency: { perSecond: 10, seconds: quick ? 10 : 60 },
    rates: (quick ? [50] : [50, 100, 200]).map((perSecond) => ({ perSecond, seconds: quick ? 10 : 30 })),
    decisions: quick ? 30 : 200,
    stepCounts: quick ? [10, 100] : [10, 100, 1_000],
    waitingRuns: number("waiting-runs", quick ? 500 : 10_000),
    queued: quick ? 300 : 5_000,
    fairness: quick ? { turns: 2, seconds: 5 } : { turns: 5, seconds: 15 },
    waitingSeconds: quick ? 10 : 30,
  };
}

function parse(args) {
  const text = { type: /** @type {const} */ ("string") };
  const flag = { type: /** @type {const} */ ("boolean") };
  try {
    return parseArgs({
      args,
      options: {
        only: text,
        quick: flag,
        large: flag,
        "large-runs": text,
        "waiting-runs": text,
        seconds: text,
        workflows: text,
        connections: text,
        home: text,
        keep: flag,
        "stale-pages": flag,
        profile: text,
        statements: flag,
        "drain-seconds": text,
        out: text,
        strict: flag,
        help: flag,
      },
    });
  } catch (error) {
    throw new Refusal(`${error instanceof Error ? error.message : error}\n\n${HELP}`);
  }
}
