import { describe, expect, test } from "vitest";
import type { InputField } from "@/workflow/nodes/settings";
import { checkSubmission } from "./check-submission";

const FIELDS: InputField[] = [
  { key: "name", label: "Name", type: "text", required: true },
  { key: "mail", label: "Mail", type: "email" },
  { key: "sum", label: "Sum", type: "money" },
  { key: "count", label: "Count", type: "number" },
  { key: "day", label: "Day", type: "date" },
  { key: "kind", label: "Kind", type: "choice", options: ["small", "large"] },
  { key: "agreed", label: "Agreed", type: "boolean" },
];

describe("a form's submission", () => {
  test("arrives in the types its fields declare, from a browser or from JSON", () => {
    const sent = {
      name: " Ada ",
      mail: "ada@example.com",
      sum: "480,50",
      count: "3",
      day: "2026-02-03",
      kind: "large",
    };
    expect(checkSubmission(FIELDS, { ...sent, agreed: "on" })).toEqual({
      body: { ...sent, name: "Ada", sum: 480.5, count: 3, agreed: true },
      problems: {},
    });
    expect(checkSubmission(FIELDS, { name: "Ada", sum: 12, agreed: true }).body).toEqual({
      name: "Ada",
      sum: 12,
      agreed: true,
    });
  });

  test("says of each field what to mend", () => {
    const { problems } = checkSubmission(FIELDS, {
      name: "  ",
      mail: "nobody",
      sum: "-1",
      count: "many",
      day: "31.31.2026",
      kind: "huge",
      agreed: "perhaps",
    });
    expect(problems).toEqual({
      name: "Fill in “Name”.",
      mail: "“Mail” must be an email address, like name@example.com.",
      sum: "“Sum” must be an amount above 0 with at most two decimals, like 12.50.",
      count: "“Count” must be a number, like 12.5.",
      day: "“Day” must be a date, like 2026-03-31.",
      kind: "Choose “Kind” from the list: small, large.",
      agreed: "“Agreed” must be yes or no.",
    });
  });

  test("carries nothing that the form does not ask for, and nothing that objects inherit", () => {
    const { body } = checkSubmission([...FIELDS, { key: "toString", label: "T", type: "text" }], {
      name: "Ada",
      admin: "yes",
    });
    expect(body).toEqual({ name: "Ada", agreed: false });
  });
});
