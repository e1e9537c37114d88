import type { RunStatus } from "@/server/db/generated/enums";
import type { Tx } from "@/server/db/tx";
import { type EffectRow, readEffect } from "@/server/effects/effect-row";
import { refuseRepeat } from "@/server/effects/intend-repeat";
import { LookElsewhere } from "@/server/errors";
import { STATUS_WORDS } from "@/server/runs/status-words";
import { NOT_CONFIRMED } from "@/workflow/nodes/outcomes";
import { type EditField, editFields } from "./edit-form";

export type RepeatForm = {
  summary: string;
  /** Why it failed, in words. */
  reason: string;
  /** Why it may not be done again; null when it may. */
  refusal: string | null;
  /** What stays as it is, whatever comes of doing it again. */
  stays: string;
  fields: EditField[];
};

/** The form in which a person has a failed action done again, changed or as it was. @throws LookElsewhere */
export async function readRepeatForm(tx: Tx, effectId: string): Promise<RepeatForm> {
  const effect = await readEffect(tx, effectId);
  if (!effect) throw new LookElsewhere("This action is not there.");
  const { summary, reason } = effect;
  const refusal = await refuseRepeat(tx, effect);
  return { summary, reason, refusal, stays: await whatStays(tx, effect), fields: editFields(effect) };
}

const STEP = `
  SELECT step.port, run.status::text AS status FROM run
  LEFT JOIN run_step step ON step.run_id = run.id AND step.node_id = $2 AND step.item = $3
  WHERE run.id = $1::uuid`;

async function whatStays(tx: Tx, { runId, nodeId, item }: EffectRow): Promise<string> {
  const [step] = await tx.query<{ port: string | null; status: RunStatus }>(STEP, [runId, nodeId, item]);
  const went =
    step && step.port !== NOT_CONFIRMED && (step.status === "failed" || step.status === "canceled")
      ? `The run is ${STATUS_WORDS[step.status]}`
      : "The run went the way of “not confirmed”";
  return `${went}; that stays. This sends the action again by itself.`;
}
