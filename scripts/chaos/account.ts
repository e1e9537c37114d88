import type { LedgerLine } from "./counting-stub";
import type { Facts } from "./facts";

/** What was seen from outside: acknowledged by us, done by the other system, decided by people. */
export type Outside = {
  /** Ids of events that were answered with 2xx. */
  acknowledged: ReadonlySet<string>;
  ledger: readonly LedgerLine[];
  /** Ids of reviews whose decision was answered with success. */
  decided: ReadonlySet<string>;
  /** Nodes that must each have a confirmed action in a run that is done. */
  actions: readonly string[];
};

/** One thing that must be so; `amiss` names what is not, at most a few. */
export type Line = { what: string; count: number; amiss: string[] };
export type Account = { balanced: boolean; lines: Line[] };

const TERMINAL = new Set(["done", "failed", "canceled"]);
const DONE = new Set(["confirmed", "reversed", "unverifiable"]);
/** Stands openly where a person sees it, as long as somebody was asked. */
const OPEN = new Set(["unknown", "blocked", "held", "mismatch", "missing"]);
const ENDINGS = new Set([
  "action.confirmed",
  "action.reversed",
  "action.compensated",
  "action.dropped",
  "action.failed",
]);
/** Actions that the other system does, and counts. */
const REMOTE = new Set(["http.request", "stripe.refund"]);
const SHOWN = 5;

/**
 * Settles the account between what was acknowledged, what stands in the database and what was done outside.
 * Pure: whoever calls it has waited until everything came to rest.
 */
export function settleAccount(facts: Facts, outside: Outside): Account {
  const lines = [
    ...arrivals(facts, outside),
    ...actions(facts, outside),
    ...log(facts),
    ...decisions(facts, outside),
  ];
  return { balanced: lines.every(({ amiss }) => amiss.length === 0), lines };
}

function line(what: string, count: number, amiss: readonly string[]): Line {
  const more = amiss.length - SHOWN;
  return { what, count, amiss: more > 0 ? [...amiss.slice(0, SHOWN), `and ${more} more`] : [...amiss] };
}

function arrivals({ events, unsent }: Facts, { acknowledged }: Outside): Line[] {
  const kept = new Set(events.map(({ externalId }) => externalId));
  const lost = [...acknowledged]
    .filter((id) => !kept.has(id))
    .map((id) => `${id} was acknowledged and is not kept`);
  const extra = events
    .filter((event) => !acknowledged.has(event.externalId))
    .map((event) => `${event.externalId} is kept and was never acknowledged`);
  const runless = events
    .filter(({ runs }) => runs.length !== 1)
    .map(({ externalId, runs, note }) => `${externalId} has ${runs.length} runs ${note}`.trim());
  const open = events.flatMap(({ externalId, runs }) =>
    runs.filter((status) => !TERMINAL.has(status)).map((status) => `${externalId} is ${status}`),
  );
  return [
    line("events acknowledged are kept, and no others", acknowledged.size, [...lost, ...extra]),
    line("each event has one run", events.length, runless),
    line("each run has ended", events.length, open),
    line("nothing waits to be sent to the engine", unsent, unsent > 0 ? [`${unsent} messages`] : []),
  ];
}

function actions({ events, effects, strayRecords }: Facts, { ledger, actions: wanted }: Outside): Line[] {
  const asked = new Map(ledger.map((each) => [each.key, each]));
  const known = new Set(effects.map(({ id }) => id));
  const name = ({ nodeId, key, state }: Facts["effects"][number]) =>
    `${nodeId ?? "reversal"} ${key} (${state})`;
  const unsettled = effects.filter(
    ({ state, asked }) => !DONE.has(state) && state !== "failed" && !(OPEN.has(state) && asked),
  );
  const remote = effects.filter(({ action }) => REMOTE.has(action));
  const wrongly = remote.filter(({ id, state }) => {
    const done = asked.get(id)?.done ?? 0;
    if (DONE.has(state)) return done !== 1;
    return state === "failed" ? done !== 0 : done > 1;
  });
  const early = remote.filter(
    ({ id, createdAt }) => (asked.get(id)?.firstAskedAt ?? Number.POSITIVE_INFINITY) < createdAt.getTime(),
  );
  const twice = ledger.filter(({ honours, done }) => honours && done > 1);
  const unintended = ledger.filter(({ key }) => !known.has(key));
  const written = effects.filter(
    ({ action, state, records }) =>
      action === "collections.create-record" && records !== (state === "confirmed" ? 1 : 0),
  );
  const runsDone = events.filter(({ runs }) => runs.includes("done")).length;
  const short = wanted.flatMap((node) => {
    const count = effects.filter(({ nodeId, state }) => nodeId === node && DONE.has(state)).length;
    return count === runsDone ? [] : [`“${node}” was done ${count} times in ${runsDone} runs that are done`];
  });
  return [
    line("actions are settled, or stand openly before a person", effects.length, unsettled.map(name)),
    line("each action of a run that is done was done", effects.length, short),
    line(
      "the other system did each confirmed action once",
      remote.length,
      wrongly.map((effect) => `${name(effect)}: done ${asked.get(effect.id)?.done ?? 0} times`),
    ),
    line(
      "the other system did nothing twice where it honours keys",
      ledger.length,
      twice.map(({ key, done }) => `${key}: ${done} times`),
    ),
    line(
      "the other system was asked for nothing that was not intended",
      ledger.length,
      unintended.map(({ key }) => key),
    ),
    line("each intent was written before the call", remote.length, early.map(name)),
    line("each record was written once", effects.length, [
      ...written.map((effect) => `${name(effect)}: ${effect.records} records`),
      ...(strayRecords > 0 ? [`${strayRecords} records of no action`] : []),
    ]),
  ];
}

function log({ effects, entries, events }: Facts): Line[] {
  const of = new Map<string, string[]>();
  for (const { effectId, verb } of entries) {
    if (effectId !== null) of.set(effectId, [...(of.get(effectId) ?? []), verb]);
  }
  const known = new Set(effects.map(({ id }) => id));
  const silent = effects.filter(({ id, state }) => {
    const verbs = of.get(id) ?? [];
    const begun = verbs.includes("action.intended") || verbs.includes("action.blocked");
    const ended = verbs.some((verb) => ENDINGS.has(verb));
    return !begun || ((DONE.has(state) || state === "failed") && !ended);
  });
  const repeated = effects.filter(
    ({ id }) => (of.get(id) ?? []).filter((verb) => verb === "action.confirmed").length > 1,
  );
  const orphans = [...of.keys()].filter((id) => !known.has(id));
  const ends = entries.filter(
    ({ verb }) => verb === "run.finished" || verb === "run.failed" || verb === "run.canceled",
  ).length;
  const ended = events.flatMap(({ runs }) => runs.filter((status) => TERMINAL.has(status))).length;
  return [
    line(
      "no action without its entries in the log",
      effects.length,
      silent.map(({ key, state }) => `${key} (${state})`),
    ),
    line(
      "no action confirmed twice in the log",
      effects.length,
      repeated.map(({ key }) => key),
    ),
    line("no entry in the log without its action", of.size, orphans),
    line(
      "the end of each run stands in the log once",
      ended,
      ends === ended ? [] : [`${ends} entries for ${ended} runs`],
    ),
  ];
}

function decisions({ reviews, entries }: Facts, { decided }: Outside): Line[] {
  const applied = reviews.filter(({ status }) => status === "decided").map(({ id }) => id);
  const counted = (id: string) =>
    entries.filter(({ verb, reviewId }) => verb === "review.decided" && reviewId === id).length;
  const wrong = applied
    .filter((id) => counted(id) !== 1)
    .map((id) => `${id} stands in the log ${counted(id)} times`);
  const lost = [...decided]
    .filter((id) => !applied.includes(id))
    .map((id) => `${id} was acknowledged and is not decided`);
  return [line("each decision was applied once", applied.length, [...wrong, ...lost])];
}
