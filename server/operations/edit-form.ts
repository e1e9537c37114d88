import { z } from "zod";
import { actionOf } from "@/server/connectors/registry";
import type { Tx } from "@/server/db/tx";
import { type EffectRow, readEffect } from "@/server/effects/effect-row";
import { whyNotEditable } from "@/server/effects/why-not-editable";
import { LookElsewhere } from "@/server/errors";
import type { Json } from "@/workflow/json";

/** A field of an action's input; `text`: written as it is, otherwise as JSON. */
export type EditField = { key: string; value: Json | null; text: boolean };

export type EditForm = {
  summary: string;
  /** Why it stands where it stands, in words. */
  reason: string;
  /** Why it may not be changed; null when it may. */
  refusal: string | null;
  fields: EditField[];
  /** The hash of this input, which the edit has to name. */
  seen: string;
};

/** The form in which a person changes what an action would do. @throws LookElsewhere */
export async function readEditForm(tx: Tx, effectId: string): Promise<EditForm> {
  const effect = await readEffect(tx, effectId);
  if (!effect) throw new LookElsewhere("This action is not there.");
  const { inputHash: seen, summary, reason } = effect;
  return { summary, reason, refusal: whyNotEditable(effect), fields: editFields(effect), seen };
}

/** What an action was given, and what else it takes, field by field. */
export function editFields({ action: id, input }: Pick<EffectRow, "action" | "input">): EditField[] {
  const action = actionOf(id);
  const types = action ? typesOf(action.input) : new Map<string, unknown>();
  return [...new Set([...Object.keys(input), ...types.keys()])].map((key) => {
    const value = input[key] ?? null;
    return { key, value, text: value === null ? types.get(key) === "string" : typeof value === "string" };
  });
}

/** The fields that an action takes, with their types where they have one. */
function typesOf(schema: z.ZodType): Map<string, unknown> {
  const { properties } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  return new Map(
    Object.entries(properties ?? {}).map(([key, of]) => [
      key,
      typeof of === "object" && "type" in of ? of.type : undefined,
    ]),
  );
}
