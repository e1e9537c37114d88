import { z } from "zod";
import { referencesOfMapping } from "@/workflow/expressions/collect";
import { mappingSchema } from "@/workflow/expressions/schema";
import { joinWords } from "@/workflow/expressions/words";
import { type Catalog, type ConfigProblem, defineNode } from "../../define";
import { chosen, durationSchema, isEmptyValue, LONGEST_WAIT_MS, UNIT_MS } from "../../settings";
import { setting } from "../../widgets";
import { counted, humanise, summaryLine } from "../../words";

const config = z.strictObject({
  endpointId: setting(chosen("where the event arrives"), {
    label: "Event that arrives at",
    help: "A webhook or a form of a published workflow. It starts that workflow too, as always.",
    widget: "arrivals",
  }),
  match: setting(
    mappingSchema
      .refine((rows) => rows.length > 0, "Add a field by which the event is known.")
      .refine((rows) => rows.length <= 5, "Keep to at most 5 fields."),
    {
      label: "Known by",
      help: "All of these have to be the same, such as the order's number.",
      widget: "mapping",
      arrivalsFrom: "endpointId",
    },
  ),
  within: setting(
    durationSchema.refine(
      ({ amount, unit }) => !(amount * UNIT_MS[unit] > LONGEST_WAIT_MS),
      "A wait lasts at most 366 days.",
    ),
    { label: "Within", help: "After that it counts as overdue.", widget: "duration" },
  ),
});
export type WaitForEventConfig = z.infer<typeof config>;

export const waitForEventDefinition = defineNode<WaitForEventConfig>({
  type: "wait-for-event",
  lane: "verify",
  label: "Wait for an event",
  description: "Wait until another system confirms, and go another way if it does not in time.",
  icon: "radio",
  config,
  defaults: () => ({ endpointId: "", match: [], within: { amount: 3, unit: "days" } }),
  ports: () => [
    { id: "arrived", label: "Arrived" },
    { id: "overdue", label: "Overdue" },
  ],
  outputs: ({ endpointId }, catalog) => [
    { key: "event", label: "Event", type: "object", fields: arrivalIn(catalog, endpointId)?.fields },
    { key: "receivedAt", label: "Received at", type: "date" },
    { key: "arrived", label: "Arrived", type: "boolean" },
  ],
  summary: ({ endpointId, match, within }, catalog) => {
    const name = arrivalIn(catalog, endpointId)?.name ?? "an event";
    const by = match.length > 0 ? ` by ${joinWords(match.map(({ field }) => humanise(field)))}` : "";
    return summaryLine(`${name}${by}, within ${counted(within.amount, within.unit.slice(0, -1))}`);
  },
  references: ({ match }) => referencesOfMapping(match),
  check: checkArrival,
  behaviour: "wait",
});

function arrivalIn(catalog: Catalog, id: string) {
  return catalog.arrivals.find((each) => each.id === id);
}

function checkArrival({ endpointId, match }: WaitForEventConfig, catalog: Catalog): ConfigProblem[] {
  const arrival = arrivalIn(catalog, endpointId);
  if (!arrival) {
    const message = "No events arrive there any more. Publish that workflow, or choose another.";
    return [{ path: ["endpointId"], message }];
  }
  const known = new Set(arrival.fields.map(({ key }) => key));
  return match.flatMap(({ field, value }) => {
    if (!known.has(field)) {
      return [{ path: ["match"], message: `“${arrival.name}” has no field “${field}”. Choose another.` }];
    }
    return isEmptyValue(value) ? [{ path: ["match"], message: `Fill in “${humanise(field)}”.` }] : [];
  });
}
