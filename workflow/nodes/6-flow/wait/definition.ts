import { z } from "zod";
import { referencesOfValue } from "@/workflow/expressions/collect";
import { describeValue } from "@/workflow/expressions/describe";
import { valueSchema } from "@/workflow/expressions/schema";
import { defineNode } from "../../define";
import { durationSchema, emptyLiteral, isEmptyValue, LONGEST_WAIT_MS, UNIT_MS } from "../../settings";
import { setting } from "../../widgets";
import { counted, plainLabel, summaryLine } from "../../words";

const config = z.strictObject({
  mode: setting(z.enum(["duration", "date"]), {
    label: "Wait",
    widget: "select",
    options: [
      { value: "duration", label: "for a while" },
      { value: "date", label: "until a date" },
    ],
  }),
  duration: setting(
    durationSchema.refine(
      ({ amount, unit }) => !(amount * UNIT_MS[unit] > LONGEST_WAIT_MS),
      "A wait lasts at most 366 days.",
    ),
    { label: "For", widget: "duration", showIf: { key: "mode", is: "duration" } },
  ),
  until: setting(valueSchema, {
    label: "Until",
    help: "A date or a date and time; one in the past does not wait.",
    widget: "value",
    showIf: { key: "mode", is: "date" },
  }),
});
export type WaitConfig = z.infer<typeof config>;

export const waitDefinition = defineNode<WaitConfig>({
  type: "wait",
  lane: "flow",
  label: "Wait",
  description: "Go on after a while, or at a date.",
  icon: "hourglass",
  config,
  defaults: () => ({ mode: "duration", duration: { amount: 1, unit: "days" }, until: emptyLiteral() }),
  ports: () => [{ id: "done", label: "Done" }],
  outputs: () => [{ key: "until", label: "Waited until", type: "date" }],
  summary: ({ mode, duration, until }) =>
    mode === "date"
      ? summaryLine(`until ${describeValue(until, plainLabel)}`)
      : `for ${counted(duration.amount, duration.unit.slice(0, -1))}`,
  references: ({ mode, until }) => (mode === "date" ? referencesOfValue(until) : []),
  check: ({ mode, until }) =>
    mode === "date" && isEmptyValue(until) ? [{ path: ["until"], message: "Fill in “Until”." }] : [],
  behaviour: "wait",
});
