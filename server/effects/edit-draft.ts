import type { DraftField } from "@/server/connectors/define";
import { actionOf } from "@/server/connectors/registry";
import { MendInput } from "@/server/errors";
import type { JsonObject } from "@/workflow/json";

/** Texts that a person changed in what would go out, by field. */
export type DraftTexts = { readonly [field: string]: string };

/**
 * The input of an action as a person wants it to go.
 * @throws MendInput naming the field that is wrong, or may not be changed
 */
export function editDraft(
  draft: { action: string; input: JsonObject },
  editable: readonly DraftField[],
  changes: DraftTexts,
): JsonObject {
  const may = new Set(editable.map(({ key }) => key));
  const other = Object.keys(changes).find((key) => !may.has(key));
  if (other !== undefined)
    throw new MendInput("This field of the draft cannot be changed.", `draft.${other}`);
  const input: JsonObject = { ...draft.input, ...changes };
  const issue = actionOf(draft.action)?.input.safeParse(input).error?.issues[0];
  if (issue)
    throw new MendInput(`The draft cannot go like this: ${issue.message}`, `draft.${issue.path.join(".")}`);
  return input;
}

/** The texts of a message to people that whoever reviews it may change; none of any other action. */
export function editableFields(draft: { action: string; input: JsonObject }): readonly DraftField[] {
  const action = actionOf(draft.action);
  const input = action?.input.safeParse(draft.input);
  return input?.success ? (action?.message?.(input.data)?.fields ?? []) : [];
}
