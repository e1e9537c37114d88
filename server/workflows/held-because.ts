import type { ActionDescriptor, OpenConnection } from "@/server/connectors/descriptor";
import { actionOf } from "@/server/connectors/registry";
import type { PrismaTx } from "@/server/db/in-organization";
import { wouldHold } from "@/server/guardrails/would-hold";
import type { JsonObject } from "@/workflow/json";
import type { EffectRequest } from "@/workflow/ports";

/**
 * Asks what the gateway would do with an action, without doing or reserving anything.
 * @returns why a person would have to look at it first, as a sentence; null when it would go out at once
 */
export async function heldBecause(tx: PrismaTx, request: EffectRequest): Promise<string | null> {
  const action = actionOf(request.action);
  if (!action) return "This action is not known here, so a person would have to look at it.";
  const input = action.input.safeParse(request.input);
  if (!input.success) return "Its input is not complete, so a person would have to mend it.";
  const refused = action.holdBecause?.(input.data, await connectionOf(tx, request.connectionId));
  return refused ?? (await overMoney(tx, action, input.data));
}

async function overMoney(tx: PrismaTx, action: ActionDescriptor, input: JsonObject): Promise<string | null> {
  const held = await wouldHold(tx, { effect: action.effect, ...action.amountOf?.(input) });
  return held?.reason ?? null;
}

/** The connection as far as its settings go; a credential is never opened for a test. */
async function connectionOf(tx: PrismaTx, id: string | undefined): Promise<OpenConnection | null> {
  if (id === undefined) return null;
  const found = await tx.db.connection.findFirst({
    where: { id },
    select: { id: true, connector: true, name: true, config: true },
  });
  return found && { ...found, config: found.config as JsonObject, secret: null };
}
