import type { z } from "zod";
import type { Tx } from "@/server/db/tx";
import type { JsonObject } from "@/workflow/json";

/** One account of a system, with its credential opened; exists only while an action runs. */
export type OpenConnection = {
  id: string;
  connector: string;
  name: string;
  config: JsonObject;
  secret: string | null;
};

/** Everything an action may know while it is carried out. */
export type ActionCall<Input = JsonObject> = {
  organizationId: string;
  effectId: string;
  /** The effect's key, unique for ever: sent to systems that honour one. */
  key: string;
  input: Input;
  connection: OpenConnection | null;
  /**
   * For systems inside this very database: writes before-image and result of the effect in the transaction
   * that does the work, so that there is no moment in which one is done and the other is not.
   */
  remember(tx: Tx, done: { before: JsonObject | null; result: JsonObject }): Promise<void>;
};

export type Sent = {
  /** What the system answered, for nodes further down. */
  result: JsonObject;
  /** Proof in words, e.g. "accepted by mail.example.com: 250 OK". */
  response: string;
};

export type Verification = {
  state: "confirmed" | "mismatch" | "missing" | "pending" | "unverifiable";
  /** In words, what was seen. */
  reason: string;
  evidence: JsonObject;
};

/** An effect as it was carried out, for taking it back. */
export type DoneEffect = {
  effectId: string;
  input: JsonObject;
  before: JsonObject | null;
  result: JsonObject;
};

/** What a reversal would do, before anybody agrees to it. */
export type ReversalPlan =
  | {
      possible: true;
      action: string;
      input: JsonObject;
      summary: string;
      /** What changes on the target. */
      before: JsonObject | null;
      after: JsonObject | null;
    }
  | { possible: false; reason: string; conflict?: { expected: JsonObject | null; found: JsonObject | null } };

/** One action of a connector: the same shape for all, so that the gateway needs to know nothing of any. */
export type ActionDescriptor<Input = JsonObject> = {
  id: string;
  label: string;
  effect: "read" | "create" | "update" | "delete" | "send" | "money";
  /** How a lost answer is dealt with: by the system's own key, by what stands there, by searching, or never again. */
  retry: "native-key" | "natural-key" | "search-first" | "never";
  reversal: { kind: "exact" | "compensate" | "none"; why: string };
  needsConnection: boolean;
  input: z.ZodType<Input>;
  /** Money it moves; exact decimal. */
  amountOf?(input: Input): { amount: string; currency: string };
  /** Whether a connection allows this at all; a sentence when it does not and a person has to look. */
  holdBecause?(input: Input, connection: OpenConnection | null): string | null;
  /** What stands there now, for the audit log. */
  before?(call: Omit<ActionCall<Input>, "effectId" | "key" | "remember">): Promise<JsonObject | null>;
  /** Whether it has been done already. @returns null when it has not */
  find?(call: ActionCall<Input>): Promise<Sent | null>;
  /** @throws TryAgain · MendAction · SystemDown · OutcomeUnknown */
  execute(call: ActionCall<Input>): Promise<Sent>;
  /** Reads back and compares with what was meant. */
  verify(call: ActionCall<Input>, sent: Sent): Promise<Verification>;
  planReversal?(organizationId: string, done: DoneEffect): Promise<ReversalPlan>;
};

/** Keeps the input's type while registering an action. */
export function defineAction<Input>(action: ActionDescriptor<Input>): ActionDescriptor<Input> {
  return action;
}
