import { z } from "zod";
import { referenceSchema } from "@/workflow/expressions/schema";
import { defineNode, type Field } from "../../define";
import { ALL_DONE, EACH_ITEM } from "../../loops";
import { setting } from "../../widgets";
import { humanise, plainLabel, summaryLine } from "../../words";

/** Beyond it an engine slows down for everybody. */
const MOST_AT_ONCE = 50;

const config = z.strictObject({
  list: setting(
    referenceSchema.refine(({ path }) => path.length > 0, "Choose the list to go through."),
    {
      label: "List",
      help: "Records that were found, or a list that arrived.",
      widget: "reference",
    },
  ),
  idField: setting(z.string().max(100), {
    label: "Told apart by",
    help: "The field that no two items share. Left empty: the record's id, else the place in the list.",
    widget: "field-of-list",
    listFrom: "list",
  }),
  atMost: setting(
    z
      .number("Fill in “At a time”.")
      .int("“At a time” is a whole number.")
      .min(1, "“At a time” starts at 1.")
      .max(MOST_AT_ONCE, `“At a time” ends at ${MOST_AT_ONCE}.`),
    {
      label: "At a time",
      help: "How many items are worked on at once; an item that waits gives its place to the next.",
      widget: "number",
    },
  ),
});
export type ForEachConfig = z.infer<typeof config>;

export const forEachDefinition = defineNode<ForEachConfig>({
  type: "for-each",
  lane: "flow",
  label: "For each",
  description: "Do the same for every item of a list.",
  icon: "repeat",
  config,
  defaults: () => ({ idField: "", atMost: 10 }),
  ports: () => [
    { id: EACH_ITEM, label: "For each item" },
    { id: ALL_DONE, label: "When all are done" },
  ],
  outputs: () => [
    { key: "count", label: "How many items", type: "number" },
    {
      key: "results",
      label: "Results",
      type: "list",
      fields: [
        { key: "id", label: "Item", type: "text" },
        { key: "ends", label: "What came out", type: "object" },
      ],
    },
  ],
  // An unfinished node may not name its list yet, whatever the type says.
  summary: ({ list, atMost }: Partial<ForEachConfig>) =>
    list ? summaryLine(`of ${plainLabel(list)}, ${atMost} at a time`) : "of a list",
  references: ({ list }: Partial<ForEachConfig>) => (list ? [list] : []),
  behaviour: "loop",
  loop: {
    atMost: ({ atMost }) => atMost,
    itemFields: (_, list) => [
      itemField(list),
      { key: "position", label: "Place in the list", type: "number" },
    ],
  },
});

/** One item, as the list's own fields describe it; where nothing is known of them, whatever arrives. */
function itemField(list: Field | undefined): Field {
  const label = list ? `One of ${humanise(list.label)}` : "Item";
  return { key: "item", label, type: "object", ...(list?.fields ? { fields: list.fields } : {}) };
}
