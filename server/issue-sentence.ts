import type { z } from "zod";

/**
 * What is wrong with an input, in words for people. Messages of our own schemas are whole sentences; zod's are not, and
 * speak of types.
 */
export function issueSentence(issue: z.core.$ZodIssue): string {
  if (issue.message.endsWith(".")) return issue.message;
  switch (issue.code) {
    case "invalid_format":
      return issue.format === "uuid"
        ? "This address leads to nothing. Open it again from its list."
        : "This is not written as it has to be. Check it for a slip.";
    case "invalid_type":
      return ["number", "int"].includes(issue.expected) ? "This has to be a number." : "Fill this in.";
    case "too_big":
      return tooMuch(issue.origin, Number(issue.maximum));
    case "too_small":
      return tooLittle(issue.origin, Number(issue.minimum));
    case "invalid_value":
      return "This is none of what can be chosen. Choose again.";
    default:
      return "This cannot be used as it is. Check what you entered.";
  }
}

const exact = (number: number) => number.toLocaleString("en");

function tooMuch(origin: string, most: number): string {
  if (origin === "string") return `This is too long: it has ${exact(most)} characters at most.`;
  if (origin === "array") return `These are too many: ${exact(most)} at most.`;
  return `This is ${exact(most)} at most.`;
}

function tooLittle(origin: string, least: number): string {
  if (origin === "string") {
    return least <= 1 ? "Fill this in." : `This is too short: it has ${exact(least)} characters at least.`;
  }
  if (origin === "array") return "Give at least one.";
  return `This is ${exact(least)} at least.`;
}
