import { describe, expect, it } from "vitest";
import { type Outside, settleAccount } from "./account";
import type { Facts } from "./facts";

/** One event, one run, one request and one record, one decision: all as it should be. */
function balanced(): { facts: Facts; outside: Outside } {
  const effect = { key: "k", state: "confirmed", runId: "run", createdAt: new Date(1_000), asked: false };
  return {
    facts: {
      events: [{ id: "event", externalId: "one", runs: ["done"], note: "" }],
      effects: [
        { ...effect, id: "sent", nodeId: "send", action: "http.request", records: 0 },
        { ...effect, id: "given", nodeId: "refund", action: "stripe.refund", records: 0 },
        { ...effect, id: "kept", nodeId: "file", action: "collections.create-record", records: 1 },
      ],
      entries: [
        ...["sent", "given", "kept"].flatMap((effectId) =>
          ["action.intended", "action.confirmed"].map((verb) => ({
            verb,
            effectId,
            reviewId: null,
            runId: "run",
          })),
        ),
        { verb: "review.decided", effectId: null, reviewId: "review", runId: "run" },
        { verb: "run.finished", effectId: null, reviewId: null, runId: "run" },
      ],
      reviews: [{ id: "review", status: "decided", answer: "approve" }],
      strayRecords: 0,
      unsent: 0,
    },
    outside: {
      acknowledged: new Set(["one"]),
      decided: new Set(["review"]),
      ledger: [
        { key: "sent", honours: true, requests: 2, done: 1, firstAskedAt: 2_000 },
        { key: "given", honours: true, requests: 3, done: 1, firstAskedAt: 2_000 },
      ],
      actions: ["send", "refund", "file"],
    },
  };
}

type Case = ReturnType<typeof balanced>;
const effectOf = ({ facts }: Case, id: string) => {
  const found = facts.effects.find((each) => each.id === id);
  if (!found) throw new Error(id);
  return found;
};
const lineOf = ({ outside }: Case) => {
  const [first] = outside.ledger;
  if (!first) throw new Error("The ledger is empty.");
  return first;
};

/** What is wrong, and the line that must say so. */
const wrongs: [string, (each: Case) => void, RegExp][] = [
  ["an acknowledged event is gone", ({ facts }) => void facts.events.pop(), /acknowledged are kept/],
  ["an event started two runs", ({ facts }) => void facts.events[0]?.runs.push("done"), /one run/],
  ["a run never ended", ({ facts }) => void facts.events[0]?.runs.splice(0, 1, "waiting"), /has ended/],
  [
    "a message was never sent",
    ({ facts }) => {
      facts.unsent = 1;
    },
    /nothing waits/,
  ],
  [
    "an action hangs",
    (each) => {
      effectOf(each, "sent").state = "sending";
    },
    /settled, or stand openly/,
  ],
  [
    "nobody was asked about what is unknown",
    (each) => {
      effectOf(each, "sent").state = "unknown";
    },
    /settled, or stand openly/,
  ],
  ["an action of a run that is done is missing", ({ facts }) => void facts.effects.pop(), /run that is done/],
  [
    "a key was done twice",
    (each) => {
      lineOf(each).done = 2;
    },
    /nothing twice/,
  ],
  [
    "a system without keys did it twice",
    (each) => Object.assign(lineOf(each), { honours: false, done: 2 }),
    /confirmed action once/,
  ],
  [
    "money was given back twice",
    ({ outside }) => void Object.assign(outside.ledger[1] ?? {}, { done: 2 }),
    /confirmed action once/,
  ],
  [
    "money was given back that nobody counts as given",
    (each) => {
      effectOf(each, "given").state = "failed";
    },
    /confirmed action once/,
  ],
  [
    "what is confirmed never arrived",
    (each) => {
      lineOf(each).done = 0;
    },
    /confirmed action once/,
  ],
  [
    "what failed arrived",
    (each) => {
      effectOf(each, "sent").state = "failed";
    },
    /confirmed action once/,
  ],
  [
    "the call came before the intent",
    (each) => {
      lineOf(each).firstAskedAt = 500;
    },
    /written before the call/,
  ],
  [
    "something was sent that nobody intended",
    (each) => {
      lineOf(each).key = "other";
    },
    /not intended/,
  ],
  [
    "a record was written twice",
    (each) => {
      effectOf(each, "kept").records = 2;
    },
    /record was written once/,
  ],
  [
    "a record belongs to no action",
    ({ facts }) => {
      facts.strayRecords = 1;
    },
    /record was written once/,
  ],
  ["an intent is not in the log", ({ facts }) => void facts.entries.shift(), /without its entries/],
  [
    "a confirmation is in the log twice",
    ({ facts }) => void facts.entries.splice(0, 0, ...facts.entries.slice(1, 2)),
    /confirmed twice/,
  ],
  [
    "the log tells of an action that is not there",
    ({ facts }) =>
      void facts.entries.splice(0, 0, {
        verb: "action.intended",
        effectId: "gone",
        reviewId: null,
        runId: null,
      }),
    /without its action/,
  ],
  ["the end of a run is not in the log", ({ facts }) => void facts.entries.pop(), /end of each run/],
  [
    "a decision was applied twice",
    ({ facts }) => void facts.entries.splice(0, 0, ...facts.entries.filter(({ reviewId }) => reviewId)),
    /decision was applied once/,
  ],
  [
    "an acknowledged decision is gone",
    ({ facts }) => void facts.reviews.splice(0, 1, { id: "review", status: "open", answer: null }),
    /decision was applied once/,
  ],
];

describe("the account", () => {
  it("balances when everything is there once", () => {
    const { facts, outside } = balanced();
    expect(settleAccount(facts, outside).lines.filter(({ amiss }) => amiss.length > 0)).toEqual([]);
  });

  it.each(wrongs)("does not balance when %s", (_, break_, says) => {
    const each = balanced();
    break_(each);
    const account = settleAccount(each.facts, each.outside);
    expect(account.balanced).toBe(false);
    expect(account.lines.filter(({ amiss }) => amiss.length > 0).map(({ what }) => what)).toContainEqual(
      expect.stringMatching(says),
    );
  });
});
