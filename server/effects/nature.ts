import { type ConnectionRow, readConnection } from "@/server/connections/open-connection";
import type { ActionDescriptor, EffectKind, Message, Money, RetryRule } from "@/server/connectors/define";
import { MendAction } from "@/server/connectors/failures";
import { actionOf } from "@/server/connectors/registry";
import type { Tx } from "@/server/db/tx";
import type { Words } from "@/server/guardrails/messages/judge-message";
import { decimalText } from "@/workflow/expressions/decimal";
import type { JsonObject } from "@/workflow/json";

/** What an action is, with this input on this connection. Only the gateway says so, never a drawing. */
export type Nature = {
  action: ActionDescriptor;
  input: unknown;
  effect: EffectKind;
  retry: RetryRule;
  money: Money | null;
  /** Why a person has to see it first, beside the guardrails. */
  hold: string | null;
  /** The words it sends to people; null where it sends none. */
  words: Words | null;
  /** What it runs on, credentials still closed; null where it needs none. */
  connection: ConnectionRow | null;
};

/** @throws MendAction when the action is not known, does not take this input, or its connection cannot be used */
export async function natureOf(
  tx: Tx,
  request: {
    action: string;
    connectionId: string | null;
    input: JsonObject;
    origin?: { runId: string } | null;
  },
): Promise<Nature> {
  const action = actionOf(request.action);
  if (!action) throw new MendAction(`The action “${request.action}” is not known here.`);
  const parsed = action.input.safeParse(request.input);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const field = issue?.path.join(".") ?? "";
    throw new MendAction(
      `“${action.label}” cannot take “${field}”: ${issue?.message ?? "it is malformed"}`,
      field,
    );
  }
  const input = parsed.data;
  const message = action.message?.(input);
  const connection =
    action.connector === null
      ? null
      : await readConnection(tx, {
          connectionId: request.connectionId,
          connectorId: action.connector,
          operationKey: action.operationKey?.(input),
          message: message && { runId: request.origin?.runId ?? null },
        });
  const classified = connection ? classify(action, input, connection) : undefined;
  const amount = action.amountOf?.(input, connection?.operation ?? null) ?? null;
  return {
    action,
    input,
    effect: classified?.effect ?? action.effect,
    retry: classified?.retry ?? action.retry,
    money: amount && decimalText(amount.amount) !== undefined ? amount : null,
    hold: classified?.hold ?? null,
    words: message ? wordsOf(message, request.input) : null,
    connection,
  };
}

function wordsOf({ to, fields }: Message, input: JsonObject): Words {
  return { to, texts: fields.map(({ key }) => String(input[key] ?? "")) };
}

function classify(action: ActionDescriptor, input: unknown, connection: ConnectionRow) {
  try {
    return action.classify?.(input, connection.config, connection.operation);
  } catch (error) {
    if (error instanceof MendAction) throw error;
    throw new MendAction(
      `The settings of “${connection.name}” are not complete. Enter them again.`,
      "connectionId",
    );
  }
}
