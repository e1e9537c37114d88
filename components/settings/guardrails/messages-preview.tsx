import type { Outputs } from "@/components/api";
import { HeldList } from "./held-list";

type Preview = Outputs["guardrails"]["previewMessages"];

/** What a rule would have held of the messages of late. */
export function MessagesPreview({ preview }: { preview: Preview }) {
  return <HeldList sentence={sentenceOf(preview)} held={preview.held} newest={preview.newest} />;
}

function sentenceOf({ days, looked, held, more }: Preview): string {
  const span = `of the last ${days} days`;
  if (looked === 0)
    return `No message went to anybody in the last ${days} days, so nothing would have been held.`;
  const count = looked.toLocaleString("en");
  const all = more
    ? `the newest ${count} messages ${span}`
    : looked === 1
      ? `the one message ${span}`
      : `the ${count} messages ${span}`;
  return `This would have held ${held === 0 ? "none" : held.toLocaleString("en")} of ${all}.`;
}
