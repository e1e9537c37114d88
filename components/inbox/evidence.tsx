import { Equal, EqualNot } from "lucide-react";
import { cn } from "@/components/ui/cn";
import { Time } from "@/components/ui/time";
import { isJsonObject, type Json } from "@/workflow/json";
import type { ReviewDetail } from "./packet";

/** A value of JSON in words. */
function inWords(value: Json): string {
  if (value === null || value === "") return "—";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value)) return value.length === 0 ? "—" : value.map(inWords).join(", ");
  if (isJsonObject(value))
    return Object.entries(value)
      .map(([key, inner]) => `${key}: ${inWords(inner)}`)
      .join("; ");
  return String(value);
}

/** What the second column holds. */
const KNOWN: Record<ReviewDetail["review"]["kind"], string> = {
  approval: "What the records say",
  mismatch: "What the records say",
  guardrail: "What is known of it",
  mend: "How it went so far",
};

/** Two columns: what the case says, and what is known beside it; where they differ it is marked. */
export function Evidence({ detail }: { detail: ReviewDetail }) {
  const { review, run } = detail;
  const { evidence } = review.packet;
  return (
    <section aria-label="Evidence" className="grid gap-x-8 gap-y-5 sm:grid-cols-2">
      <div>
        <h2 className="mb-1.5 font-medium text-[13px] text-muted">What the case says</h2>
        <Facts
          facts={Object.entries(run.event).map(([label, value]) => ({
            label: label.replaceAll(/[-_]/g, " "),
            value,
          }))}
        />
      </div>
      <div>
        <h2 className="mb-1.5 font-medium text-[13px] text-muted">{KNOWN[review.kind]}</h2>
        {evidence.length > 0 ? (
          <Facts facts={evidence} />
        ) : (
          <p className="text-[13px] text-muted">
            Nothing was attached. Builders choose what stands here in the approval's settings.
          </p>
        )}
      </div>
    </section>
  );
}

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

function Fact({ value }: { value: Json }) {
  return typeof value === "string" && MOMENT.test(value) ? <Time at={value} /> : inWords(value);
}

function Facts({ facts }: { facts: { label: string; value: Json; source?: string; differs?: boolean }[] }) {
  return (
    <dl className="divide-y divide-line border-line border-y text-[13px]">
      {facts.map((fact) => (
        <div
          key={fact.label}
          className={cn(
            "grid min-h-8 grid-cols-[minmax(0,2fr)_minmax(0,3fr)] items-baseline gap-3 py-1.5",
            fact.differs && "bg-state-waiting/10",
          )}
        >
          <dt className="break-words text-muted first-letter:uppercase">{fact.label}</dt>
          <dd className="break-words">
            <Fact value={fact.value} />
            {fact.differs !== undefined && (
              <span
                className={cn(
                  "ml-1.5 inline-flex items-center gap-1 text-xs",
                  fact.differs ? "text-state-waiting" : "text-muted",
                )}
              >
                {fact.differs ? <EqualNot size={12} aria-hidden /> : <Equal size={12} aria-hidden />}
                {fact.differs ? "differs" : "same"}
              </span>
            )}
            {fact.source && <span className="block text-muted text-xs">{fact.source}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
