import { LeastRecentlyUsed } from "@/server/least-recently-used";
import { isJsonObject, type Json } from "@/workflow/json";
import type { StoredRule } from "../rules/standing-rule";
import { findAccounts, findFields, plainAddress } from "./accounts";
import { foldWords } from "./fold-words";
import type { KnownOfRun } from "./known-of-run";
import { MESSAGES, type MessagesRule } from "./messages-rule";
import { findPhrases, type Phrases, readyPhrases } from "./phrases";

/** Words to people, as an action's descriptor declares them. */
export type Words = { to: readonly string[]; texts: readonly string[] };

/** Why a message waits: what was found, and in what. */
export type Match = {
  reason: "complaint" | "legal" | "account";
  found: string[];
  /** In the message, in what the run began with, or in a record that it found. */
  where: "message" | "arrived" | "found";
};

type ReadyRule = {
  rule: MessagesRule;
  complaints: Phrases;
  legal: Phrases;
  accounts: ReadonlySet<string>;
};

const kept = new LeastRecentlyUsed<ReadyRule>(200);

/** A version of an organization's rule, made ready; of the last few hundred that is remembered. */
export function readyVersion(organizationId: string, { version, rule }: StoredRule): ReadyRule {
  const key = `${organizationId}/${version}`;
  const ready = kept.get(key) ?? readyRule(MESSAGES.schema.parse(rule));
  kept.set(key, ready);
  return ready;
}

export function readyRule(rule: MessagesRule): ReadyRule {
  return {
    rule,
    complaints: readyPhrases(rule.complaints),
    legal: readyPhrases(rule.legal),
    accounts: new Set(rule.accounts.map(plainAddress)),
  };
}

/** What a rule finds in a message. @param known of its run, where there is one */
export function findMatches(ready: ReadyRule, message: Words, known: KnownOfRun | null): Match[] {
  const { rule } = ready;
  const matches: Match[] = [];
  const look = (where: Match["where"], words: readonly string[]) => {
    for (const reason of ["complaint", "legal"] as const) {
      const found = findPhrases(reason === "complaint" ? ready.complaints : ready.legal, words);
      if (found.length > 0) matches.push({ reason, found, where });
    }
  };
  look("message", message.texts.flatMap(foldWords));
  if (rule.alsoArrived && known) look("arrived", textsIn(known.arrived).flatMap(foldWords));
  const accounts = findAccounts(ready.accounts, message.to);
  if (accounts.length > 0) matches.push({ reason: "account", found: accounts, where: "message" });
  if (known) {
    const { arrived } = known;
    const inArrived = findFields(rule.fields, [arrived, arrived.record ?? null]);
    if (inArrived.length > 0) matches.push({ reason: "account", found: inArrived, where: "arrived" });
    const inFound = findFields(rule.fields, known.found);
    if (inFound.length > 0) matches.push({ reason: "account", found: inFound, where: "found" });
  }
  return matches;
}

const MOST_TEXT = 200_000;

/** Every text in what arrived, as far as a message is long. */
function textsIn(value: Json): string[] {
  const texts: string[] = [];
  let left = MOST_TEXT;
  const walk = (at: Json) => {
    if (left <= 0) return;
    if (typeof at === "string") {
      texts.push(at.slice(0, left));
      left -= at.length;
    } else if (Array.isArray(at)) at.forEach(walk);
    else if (isJsonObject(at)) Object.values(at).forEach(walk);
  };
  walk(value);
  return texts;
}

const NAMES: Record<Match["reason"], string> = {
  complaint: "Complaint words",
  legal: "Legal language",
  account: "High-value account",
};

/** In a sentence: "Complaint words in what arrived: “angry”. High-value account: anna@acme.example." */
export function whyHeld(matches: readonly Match[]): string {
  return matches.map((match) => `${nameOf(match)}: ${saidOf(match)}.`).join(" ");
}

/** The same for the reviewer, as facts. */
export function evidenceOf(matches: readonly Match[], version: number): { label: string; value: string }[] {
  return [
    ...matches.map((match) => ({ label: nameOf(match), value: saidOf(match) })),
    { label: "Rule", value: `${MESSAGES.name} (version ${version})` },
  ];
}

function nameOf({ reason, where }: Match): string {
  const place = { message: "", arrived: " in what arrived", found: " in a record" };
  return `${NAMES[reason]}${place[where]}`;
}

function saidOf({ reason, found }: Match): string {
  const shown = found.slice(0, 8).map((each) => (reason === "account" ? each : `“${each}”`));
  const more = found.length - shown.length;
  return `${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
