import type { Outputs } from "@/components/api";
import { Diff } from "@/components/ui/diff";
import { Money } from "@/components/ui/money";
import { Versions } from "./versions";

type Item = Outputs["runs"]["previewReversal"]["items"][number];

/** One action of a run that would be taken back; what it changes opens below it. */
export function PreviewItem({ item }: { item: Item }) {
  const { summary, amount, currency, sentence, held, verdict, over, draft } = item;
  return (
    <li className="py-2 text-[13px]">
      <p className="flex items-baseline gap-3">
        <span className="min-w-0 flex-1 break-words font-medium">{summary}</span>
        {amount && currency && (
          <span className="font-mono">
            <Money amount={amount} currency={currency} />
          </span>
        )}
      </p>
      <p className="mt-0.5 text-muted">{sentence}</p>
      {held && <p className="mt-0.5">It will wait for another person. {held}</p>}
      {(verdict === "now" || over || draft) && (
        <details className="mt-1">
          <summary className="cursor-pointer py-0.5 text-muted text-xs underline-offset-2 hover:underline">
            {draft ? "The draft" : over ? "All versions" : "What changes"}
          </summary>
          <div className="mt-1 overflow-x-auto">
            {over ? (
              <Versions left={over.left} now={over.now} after={over.after} />
            ) : draft ? (
              <p className="whitespace-pre-wrap break-words border-line border-l-2 pl-3 text-muted">
                {draft.fields.map(({ key }) => String(draft.input[key] ?? "")).join("\n\n")}
              </p>
            ) : (
              <Diff before={item.before} after={item.after} labels={{ before: "Now", after: "Then" }} />
            )}
          </div>
        </details>
      )}
    </li>
  );
}
