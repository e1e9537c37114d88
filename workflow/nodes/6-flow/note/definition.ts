import { z } from "zod";
import { defineNode } from "../../define";
import { setting } from "../../widgets";
import { summaryLine } from "../../words";

const config = z.strictObject({
  text: setting(z.string().max(5000, "Keep a note to at most 5000 characters."), {
    label: "Note",
    widget: "textarea",
  }),
});
export type NoteConfig = z.infer<typeof config>;

export const noteDefinition = defineNode<NoteConfig>({
  type: "note",
  lane: "flow",
  label: "Note",
  description: "A remark on the drawing; it does nothing.",
  icon: "sticky-note",
  config,
  defaults: () => ({ text: "" }),
  ports: () => [],
  outputs: () => [],
  summary: ({ text }) => summaryLine(text),
  references: () => [],
  behaviour: "note",
});
