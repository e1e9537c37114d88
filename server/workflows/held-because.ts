import { MendAction } from "@/server/connectors/failures";
import type { Tx } from "@/server/db/tx";
import { fourEyesOf, judgeWords } from "@/server/effects/guard";
import { natureOf } from "@/server/effects/nature";
import { needsTwo } from "@/server/guardrails/four-eyes/needs-two";
import { wouldHold } from "@/server/guardrails/would-hold";
import type { EffectRequest } from "@/workflow/ports";

/**
 * Asks what the gateway would do with an action, without doing or reserving anything.
 * @returns why a person would have to look at it first, as a sentence; null when it would go out at once
 */
export async function heldBecause(tx: Tx, request: EffectRequest): Promise<string | null> {
  try {
    const { connectionId = null, action, input } = request;
    const nature = await natureOf(tx, { action, connectionId, input });
    const { hold, effect, money } = nature;
    const words = judgeWords(tx, nature);
    const two = needsTwo(await fourEyesOf(tx, nature), nature);
    const first = hold ?? (await wouldHold(tx, { effect, ...money }))?.reason;
    return first ?? (words.passes ? null : words.why) ?? two?.why ?? null;
  } catch (error) {
    if (error instanceof MendAction) return `It cannot be sent as it stands: ${error.message}`;
    throw error;
  }
}
