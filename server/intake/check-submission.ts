import { isValid, parseISO } from "date-fns";
import { z } from "zod";
import type { Json, JsonObject } from "@/workflow/json";
import { toAmount } from "@/workflow/nodes/money";
import type { InputField } from "@/workflow/nodes/settings";

const LONGEST_TEXT = 2_000;
const LONGEST_LONG_TEXT = 20_000;

type Checked = { value: Json } | { problem: string };

/**
 * What was submitted, in the types that the form's fields declare; fields it does not declare are left out.
 * @returns the body, and a sentence for each field to mend.
 */
export function checkSubmission(
  fields: readonly InputField[],
  values: JsonObject,
): { body: JsonObject; problems: { [field: string]: string } } {
  const body: JsonObject = {};
  const problems: { [field: string]: string } = {};
  for (const field of fields) {
    const given = Object.hasOwn(values, field.key) ? values[field.key] : undefined;
    const text = typeof given === "string" ? given.trim() : given;
    // A browser leaves out a checkbox that is not ticked.
    const value = field.type === "boolean" && text === undefined ? false : text;
    if (value === undefined || value === null || value === "") {
      if (field.required) problems[field.key] = `Fill in “${field.label}”.`;
      continue;
    }
    const checked = check(field, value);
    if ("problem" in checked) problems[field.key] = checked.problem;
    else body[field.key] = checked.value;
  }
  return { body, problems };
}

function check(field: InputField, value: Json): Checked {
  const { label } = field;
  switch (field.type) {
    case "number": {
      const number = typeof value === "string" ? Number(value.replace(",", ".")) : value;
      return typeof number === "number" && Number.isFinite(number)
        ? { value: number }
        : { problem: `“${label}” must be a number, like 12.5.` };
    }
    case "money": {
      const amount = toAmount(typeof value === "string" ? value.replace(",", ".") : value);
      return amount === null
        ? { problem: `“${label}” must be an amount above 0 with at most two decimals, like 12.50.` }
        : { value: Number(amount) };
    }
    case "date":
      return typeof value === "string" && isValid(parseISO(value))
        ? { value }
        : { problem: `“${label}” must be a date, like 2026-03-31.` };
    case "boolean":
      return asBoolean(label, value);
    case "email":
      return z.email().max(254).safeParse(value).success
        ? { value }
        : { problem: `“${label}” must be an email address, like name@example.com.` };
    case "choice":
      return typeof value === "string" && field.options?.includes(value)
        ? { value }
        : { problem: `Choose “${label}” from the list: ${(field.options ?? []).join(", ")}.` };
    default:
      return asText(field, value);
  }
}

function asBoolean(label: string, value: Json): Checked {
  if (value === true || value === "true" || value === "on" || value === "yes") return { value: true };
  if (value === false || value === "false" || value === "no") return { value: false };
  return { problem: `“${label}” must be yes or no.` };
}

function asText({ label, type }: InputField, value: Json): Checked {
  const most = type === "long-text" ? LONGEST_LONG_TEXT : LONGEST_TEXT;
  const text = typeof value === "number" ? String(value) : value;
  if (typeof text !== "string") return { problem: `“${label}” must be text.` };
  if (text.length > most) return { problem: `Keep “${label}” to at most ${most} characters.` };
  return { value: text };
}
