import type { z } from "zod";
import type { Tx } from "@/server/db/tx";
import type { JsonObject } from "@/workflow/json";

export type EffectKind = "read" | "create" | "update" | "delete" | "send" | "money";

/**
 * What may be done when an answer was lost. "native-key": send again, the other side knows the key.
 * "natural-key" and "search-first": look for it (`find`), and do it only when it is not there. "never": a
 * person has to look.
 */
export type RetryRule = "native-key" | "natural-key" | "search-first" | "never";

/**
 * Whether it can be taken back. "exact": `reverse` restores what was there. "compensate": it cannot, but something
 * else makes good for it; `reverse` drafts that, and it goes only once a person has confirmed it. `why` says so in words.
 */
export type ReversalRule = { kind: "exact" | "compensate" | "none"; why: string };

/** Exact decimal and three letters, as ISO 4217 has them. */
export type Money = { amount: string; currency: string };

/** A connection as an action gets it: checked against the organization, credentials in clear. Never stored, never logged. */
export type ConnectionInUse = {
  id: string;
  name: string;
  config: JsonObject;
  secret: JsonObject | null;
  /** What is known of the operation that is carried out (see `operationKey`); null where it is not there. */
  operation: JsonObject | null;
};

export type ActionCall<Input> = {
  organizationId: string;
  effectId: string;
  /** Unique for ever; a provider that takes an idempotency key gets one derived from it. */
  key: string;
  /** A short key of this attempt, for a header; the action's own id unless a person changed its input. */
  sendKey?: string;
  input: Input;
  /** What `before` saw. */
  before: JsonObject | null;
};

export type RemoteCall<Input> = ActionCall<Input> & {
  connection: ConnectionInUse | null;
  /** What was kept (see `keep`) by an attempt whose end nobody saw. */
  kept: JsonObject | null;
  /**
   * For actions on our own database: keeps the result with the effect, in the transaction that does the
   * work, so that both are there or neither. The transaction fails when another worker has taken over.
   */
  keep(tx: Tx, done: { result: JsonObject; before?: JsonObject | null }): void;
};

/** `result` becomes the node's output; `evidence` is what the other side said. */
export type Executed = { result: JsonObject; evidence: JsonObject };

export type Verification = {
  /**
   * "pending": it was accepted and has not ended on the other side, see `follow`. "failed": it ended otherwise than
   * wanted, and there is nothing that a person could mend.
   */
  state: "confirmed" | "mismatch" | "missing" | "unverifiable" | "pending" | "failed";
  /** In words, for the run and the audit log. */
  reason: string;
  evidence: JsonObject;
  /**
   * Pending until a report on it comes in by itself (see `reports`): it is not looked at again, and silence is judged
   * once this time is over.
   */
  reportWithinMs?: number;
};

/** How an action ends of which its system tells later by itself. Both get the evidence as it stands then. */
export type Reports = {
  /** What a report means for it. "confirmed", "missing", or "pending" for one that ends nothing. */
  heard(evidence: JsonObject, report: JsonObject): Verification;
  /** What it means that none came in time. */
  silence(evidence: JsonObject): Verification;
};

/** How something stands that was pending: it has not ended yet, or how it ended. */
export type Followed =
  | { state: "pending" | "failed"; reason: string }
  | { state: "confirmed"; reason: string; result: JsonObject };

/** What the action is about, for the audit log. */
export type Subject = { kind: string; id: string; name: string };

export type Change = { before: JsonObject | null; after: JsonObject | null };

/** An action that was done, as reversing it needs to know it. */
export type Done<Input> = ActionCall<Input> & {
  result: JsonObject;
  summary: string;
  /** What it was about as it stands now, where `now` reads that. */
  now?: JsonObject | null;
  /** What it ran on, and what the other side and the verification said of it. */
  connectionId?: string | null;
  evidence?: JsonObject | null;
};

/** Words to people, and which fields of the input they stand in. */
export type Message = { to: readonly string[]; fields: readonly DraftField[] };

/** One field of a draft that a person may change before it goes. */
export type DraftField = { key: string; label: string; long?: boolean };

/** The action that takes another one back, or makes good for it; runs through the gateway like any other. */
export type Reversal = {
  action: string;
  input: JsonObject;
  summary: string;
  /** Of a draft: what may be changed in it. Only texts. */
  editable?: readonly DraftField[];
};

/** What calls something off that has not ended, and what comes of that, or why nothing does, in a sentence. */
export type CallingOff = { reversal: Reversal; why: string } | { refusal: string };

/** A reversal of what was changed since, with all versions for a person to decide by. */
export type ReversalOver = {
  reversal: Reversal;
  /** As the action left it, as it stands now, and as it would be then. */
  left: JsonObject | null;
  now: JsonObject | null;
  after: JsonObject | null;
};

/**
 * Everything the gateway knows of an action. Methods, so that the registry can hold actions of different
 * inputs as one type.
 */
export type ActionDescriptor<Input = unknown> = ActionFacts<Input> & ActionWork<Input>;

/**
 * How an action is done: outside any transaction, or, on our own database, in one. A write is done in the
 * transaction of its intent, so that both are there or neither; again in one of its own when it waited.
 * @throws TryAgain · AwaitSystem · MendAction · LookUp; anything else counts as LookUp. A write throws before it
 *   changes anything.
 */
type ActionWork<Input> =
  | { execute(call: RemoteCall<Input>): Promise<Executed>; write?: undefined }
  | { write(tx: Tx, call: RemoteCall<Input>): Promise<Executed>; execute?: undefined };

type ActionFacts<Input> = {
  /** "connector.action"; stored with effects, so it never changes once released. */
  id: string;
  label: string;
  /** The connector whose connections it runs on; null needs none. */
  connector: string | null;
  effect: EffectKind;
  retry: RetryRule;
  reversal: ReversalRule;
  input: z.ZodType<Input>;
  /** Of a connection with many operations: which one it carries out. What is known of that is read with the connection. */
  operationKey?(input: Input): string;
  /** What it moves; needed of every action of effect "money". */
  amountOf?(input: Input, operation?: JsonObject | null): Money | null;
  /**
   * Of everything that sends words to people: to whom, and which texts of its input they are. So the organization's rules
   * about messages hold it, and whoever reviews it may change them. It runs on a connection.
   */
  message?(input: Input): Message;
  /** Where its nature depends on the connection, as with generic HTTP. `hold` says why a person has to see it first. */
  classify?(
    input: Input,
    connection: JsonObject,
    operation: JsonObject | null,
  ): { effect?: EffectKind; retry?: RetryRule; hold?: string };
  /** What it is about to change, as it is now. */
  before?(tx: Tx, call: ActionCall<Input>): Promise<JsonObject | null>;
  subject(call: ActionCall<Input> & { result: JsonObject | null; summary: string }): Subject;
  /** What the audit log shows as changed; without it, the input is what came after. */
  change?(done: Done<Input>): Change;
  /** Looks for what an attempt may have done. Null means it is certainly not there. */
  find?(call: RemoteCall<Input>): Promise<Executed | null>;
  /** Checks what was done against what was meant. */
  verify(call: RemoteCall<Input>, executed: Executed): Promise<Verification>;
  /** Where its system tells later what became of it. */
  reports?: Reports;
  /** How long it may be pending at its system before a person is asked; three days unless given. */
  mostHoursPending?: number;
  /** How it stands while it is pending; asked again whenever whoever waits for it is woken. */
  follow?(tx: Tx, done: Done<Input>): Promise<Followed>;
  /** What it was about as it stands now, in the shape of `before`; read before each plan to take it back. */
  now?(tx: Tx, done: Done<Input>): Promise<JsonObject | null>;
  /** Where that depends on more than the action: why this one cannot be taken back; null when it can. */
  irreversible?(tx: Tx, done: Done<Input>): Promise<string | null>;
  /** The action that takes it back, or the draft of what makes good for it: see `reversal`. */
  reverse?(done: Done<Input>): Reversal;
  /** While it is pending at its system: what calls it off there. */
  callOff?(done: Done<Input>): CallingOff;
  /** What changed since, in a sentence that says so; null when it stands as it was left. */
  conflict?(tx: Tx, done: Done<Input>): Promise<string | null>;
  /** Where it changed since: how it is taken back over what is there now, if a person wants that. Null: it cannot be. */
  reverseOver?(done: Done<Input>): ReversalOver | null;
  /** The event it raised, or its id at the sender: the runs that started from it depend on it. */
  raised?(done: Done<Input>): { eventId: string } | { externalId: string };
};

/** Keeps the type of the input, as its schema says it, while defining an action. */
export function defineAction<Input>(
  action: Omit<ActionFacts<NoInfer<Input>>, "input"> &
    ActionWork<NoInfer<Input>> & { input: z.ZodType<Input> },
): ActionDescriptor<Input> {
  return action;
}

/** A kind of system: what its connections need, and its actions. */
export type Connector<Config = unknown, Secret = unknown> = {
  id: string;
  label: string;
  /** Settings that are no secret; null where no connection is needed. */
  config: z.ZodType<Config> | null;
  secret: z.ZodType<Secret> | null;
  /** The host that credentials are bound to; another host needs them entered again. */
  hostOf?(config: Config): string;
  /** Whether its system sends reports on what was done: its connections then have an address for them. */
  takesReports?(config: Config): boolean;
  actions: readonly ActionDescriptor[];
  /** Reaches the system without changing anything there. @throws like `execute` @returns what it said, in words */
  test?(connection: ConnectionInUse): Promise<string>;
};

export function defineConnector<Config, Secret>(
  connector: Connector<Config, Secret>,
): Connector<Config, Secret> {
  return connector;
}
