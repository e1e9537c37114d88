import type { Reference } from "./expressions/schema";
import type { Json, JsonObject } from "./json";

/**
 * What executors may ask for, and what they may answer. Reads are services; anything that changes the
 * world, asks a person or waits is *described* in the outcome and carried out by the runner through the
 * effect gateway, the inbox or the engine. So an executor has no way to write.
 */

export type RecordSnapshot = { id: string; collection: string; version: number; data: JsonObject };

export type RecordFilter = {
  field: string;
  operator: "is" | "is-not" | "contains" | "at-least" | "at-most";
  value: Json;
};

export interface RecordReader {
  /** The newest records that match all filters; at most `limit` (1 to 200). */
  find(query: {
    collectionId: string;
    filters: RecordFilter[];
    limit: number;
  }): Promise<{ records: RecordSnapshot[]; total: number }>;
}

export interface Services {
  records: RecordReader;
  /** The moment the node started, or looks again; executors never read the clock themselves. */
  now: Date;
  /** When the node first looked; `now` unless given. */
  begun?: Date;
  /** How the organization writes dates and money, in texts and on which day a moment falls; UTC and EUR unless given. */
  formatting?: { locale: string; timeZone: string; currency: string };
}

/** Looks up what a reference points at; `undefined` means missing (skipped node, absent field). */
export type Lookup = (reference: Reference) => Json | undefined;

export type Evidence = { label: string; value: Json; source?: string; differs?: boolean };

/** Why a node went the way it did, and who answers for it. */
export type Decision = {
  kind: "rule" | "ai" | "person" | "timeout";
  /** In words: "needs approval, because amount 480 is greater than 250". */
  reason: string;
  /** The accountable owner: a role or a person's name; "Workflow rules" for rules nobody was named for. */
  owner: string;
};

export type Settled = {
  kind: "settled";
  port: string;
  output: JsonObject;
  reason?: string;
  decision?: Decision;
};

export type ReviewRequest = {
  kind: "approval" | "mismatch";
  /** The ask in one sentence. */
  ask: string;
  /** Why it is here, in words. */
  why: string;
  /** Who may decide: anybody of these roles, or exactly these people. */
  reviewers: { role: "admin" | "builder" | "reviewer" } | { people: string[] };
  /** Answers offered; `port` is the way out of the node. */
  answers: {
    id: string;
    label: string;
    port: string;
    tone: "approve" | "reject" | "neutral";
    needsRationale: boolean;
  }[];
  amount?: { value: number; currency: string };
  subject?: string;
  evidence: Evidence[];
  /** Hours until the review escalates to admins; a review never decides itself. */
  escalateAfterHours?: number;
};

/** What an action node wants done; carried out, guarded, verified and audited by the effect gateway. */
export type EffectRequest = {
  /** Connector action id, e.g. "collections.update-record", "smtp.send-email", "http.request". */
  action: string;
  connectionId?: string;
  input: JsonObject;
  /** One line in words for people: "Email dana@example.com: Your request was approved". */
  summary: string;
};

export type Outcome =
  | Settled
  | { kind: "review"; request: ReviewRequest }
  | { kind: "effect"; request: EffectRequest }
  /** Waits until a moment (ISO 8601), then settles on `port`. */
  | { kind: "wait"; until: string; port: string }
  /** Not so yet: is asked once more at a moment (ISO 8601). */
  | { kind: "look"; at: string; reason: string }
  /** Waits for an event that arrives at an address with these values, until a moment (ISO 8601). */
  | {
      kind: "await";
      endpointId: string;
      match: { [field: string]: string };
      until: string;
      reason: string;
    }
  /** Has the same done for each item, in this order. */
  | { kind: "each"; items: Item[] };

/** `id` tells it from the others, also when the list is read again: 1 to 100 characters. */
export type Item = { id: string; data: Json };

/** How a review ended, handed to `conclude`. */
export type ReviewDecision = {
  answer: string;
  port: string;
  rationale: string;
  decidedBy: { id: string; name: string };
  decidedAt: string;
};

/** How an effect ended, handed to `conclude`. */
export type EffectSettlement = {
  confirmed: boolean;
  state: string;
  /** What the action answered, e.g. the created record. */
  result: JsonObject;
  reason: string;
};

export type Call<Config> = { config: Config; lookup: Lookup; services: Services };

/** What a call knows of its run, whatever the node's settings. */
export type Surroundings = Pick<Call<unknown>, "lookup" | "services">;

export type Executor<Config = unknown> = {
  run(call: Call<Config>): Promise<Outcome>;
};

/**
 * Something the node needs is missing or malformed: retrying cannot help, a person must mend it.
 * `message` is a sentence for people; `field` names the one thing to mend.
 */
export class NeedsMending extends Error {
  readonly field: string;
  constructor(message: string, field: string) {
    super(message);
    this.name = "NeedsMending";
    this.field = field;
  }
}
