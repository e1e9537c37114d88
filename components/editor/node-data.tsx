"use client";
import { JsonView } from "@/components/ui/json-view";
import { resolveReference } from "@/workflow/expressions/reference";
import type { GraphNode } from "@/workflow/graph/schema";
import type { Catalog } from "@/workflow/nodes/define";
import { definitionOf } from "@/workflow/nodes/definitions";
import { REFERENCE_MIME } from "./forms/chip-editor";
import { choicesOf, type Source } from "./forms/field-picker";
import { encodeReference } from "./forms/segments";
import type { TestResult } from "./test-run";

/** What can be used here, with the last test run's values; each field can be dragged into a setting. */
export function InputColumn({ sources, test }: { sources: readonly Source[]; test: TestResult | null }) {
  if (sources.length === 0) {
    return (
      <p className="p-4 text-[13px] text-muted">
        Connect this node to what comes before it, and its fields appear here.
      </p>
    );
  }
  return (
    <div className="flex flex-col gap-4 p-4">
      <p className="text-muted text-xs">Drag a field into a setting, or insert it there with “Field”.</p>
      {sources.map((source) => (
        <section key={source.from} aria-label={source.nodeName}>
          <h3 className="mb-1 font-medium text-muted text-xs">{source.nodeName}</h3>
          <ul>
            {choicesOf(source).map(({ reference, label }) => {
              const value = test && resolveReference(reference, test.lookup);
              return (
                <li
                  key={reference.path.join("/")}
                  draggable
                  onDragStart={(event) =>
                    event.dataTransfer.setData(REFERENCE_MIME, encodeReference(reference))
                  }
                  className="flex min-h-7 cursor-grab items-baseline gap-2 rounded-sm px-1.5 py-1 text-[13px] hover:bg-hover"
                >
                  <span className="shrink-0">{label}</span>
                  {value !== undefined && value !== null && (
                    <span className="ml-auto truncate font-mono text-muted text-xs">
                      {typeof value === "object" ? "…" : String(value)}
                    </span>
                  )}
                </li>
              );
            })}
          </ul>
        </section>
      ))}
    </div>
  );
}

/** What the node hands on: its fields, and what it came to in the last test run. */
export function OutputColumn({
  node,
  catalog,
  test,
}: {
  node: GraphNode;
  catalog: Catalog;
  test: TestResult | null;
}) {
  const definition = definitionOf(node.type);
  const config = definition?.config.safeParse({ ...(definition.defaults() as object), ...node.config });
  const fields = definition && config?.success ? definition.outputs(config.data, catalog) : [];
  const step = test?.steps.find((each) => each.nodeId === node.id);
  return (
    <div className="flex flex-col gap-4 p-4 text-[13px]">
      {step ? (
        <section aria-label="Last test run">
          <h3 className="mb-1 font-medium text-muted text-xs">In the last test run</h3>
          <p>{step.problem?.message ?? (step.reason || "Done")}</p>
          <JsonView value={step.output} label="Output" />
        </section>
      ) : (
        <p className="text-muted">
          {test ? "The last test run did not come through here." : "Run a test to see real values here."}
        </p>
      )}
      {fields.length > 0 && (
        <section aria-label="Fields">
          <h3 className="mb-1 font-medium text-muted text-xs">Fields for what comes after</h3>
          <ul className="divide-y divide-line border-line border-y">
            {choicesOf({ from: node.id, nodeName: node.name, fields }).map(({ reference, label, type }) => (
              <li key={reference.path.join("/")} className="flex h-7 items-center justify-between">
                {label}
                <span className="text-muted text-xs">{type}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
