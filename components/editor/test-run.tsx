"use client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { TriangleAlert } from "lucide-react";
import { useState } from "react";
import { errorSentence, type Outputs, useTRPC } from "@/components/api";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Field } from "@/components/ui/field";
import { JsonView } from "@/components/ui/json-view";
import { Select } from "@/components/ui/select";
import { Sheet, SheetContent, SheetTitle } from "@/components/ui/sheet";
import { Skeleton } from "@/components/ui/skeleton";
import { StageIcon } from "@/components/ui/stage-icon";
import { Textarea } from "@/components/ui/textarea";
import { lookupIn } from "@/workflow/expressions/reference";
import { isJsonObject, type JsonObject } from "@/workflow/json";
import type { Lookup } from "@/workflow/ports";
import { STAGES } from "@/workflow/stages";
import { useEditorStore, useGraph } from "./store";

type TestRun = Outputs["workflows"]["testRun"];

/** The last test run, for the panel's input and output columns. */
export type TestResult = { steps: TestRun["steps"]; lookup: Lookup };

/**
 * Walks the drawing with a sample: reads for real, shows exactly what would be sent, sends nothing.
 */
export function TestRunSheet(props: {
  workflowId: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onResult: (result: TestResult) => void;
}) {
  return (
    <Sheet open={props.open} onOpenChange={props.onOpenChange}>
      <SheetContent side="right" className="w-[560px] p-0" aria-describedby={undefined}>
        <header className="border-line border-b px-5 py-4">
          <SheetTitle className="font-semibold text-base">Test run</SheetTitle>
          <p className="text-[13px] text-muted">Reads for real and sends nothing.</p>
        </header>
        {props.open && <Body {...props} />}
      </SheetContent>
    </Sheet>
  );
}

function Body({ workflowId, onResult }: { workflowId: string; onResult: (result: TestResult) => void }) {
  const trpc = useTRPC();
  const graph = useGraph();
  const store = useEditorStore();
  const samples = useQuery(trpc.workflows.sampleEvents.queryOptions({ workflowId }));
  const [chosen, setChosen] = useState(0);
  const [edited, setEdited] = useState<string | null>(null);
  const [problem, setProblem] = useState<string>();
  const run = useMutation(
    trpc.workflows.testRun.mutationOptions({
      meta: { handlesErrors: true },
      onSuccess: (result, { event }) => {
        // Of a "for each", what came out for its first item.
        const outputs = new Map<string, JsonObject>(
          result.steps.toReversed().map((step) => [step.nodeId, step.output]),
        );
        outputs.set("event", event as JsonObject);
        onResult({ steps: result.steps, lookup: lookupIn(outputs) });
      },
      onError: (error) => setProblem(errorSentence(error)),
    }),
  );

  if (samples.isPending) return <Skeleton className="m-5 h-64" />;
  if (samples.isError)
    return <p className="p-5 text-[13px] text-state-failed">{errorSentence(samples.error)}</p>;
  const sample = samples.data[chosen];
  if (!sample) {
    return (
      <p className="p-5 text-[13px] text-muted">
        Add a trigger first, such as a form, a webhook or a schedule. Its fields make the sample.
      </p>
    );
  }
  const text = edited ?? JSON.stringify(sample.body, null, 2);

  const start = () => {
    setProblem(undefined);
    const event = readObject(text);
    if (!event) return setProblem("This is not a whole set of fields. Check quotes, commas and brackets.");
    run.mutate({
      workflowId,
      document: store.getState().history.present,
      triggerNodeId: sample.triggerNodeId,
      event,
    });
  };

  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex flex-col gap-3 border-line border-b p-5">
        <Field id="test-sample" label="With">
          <Select
            id="test-sample"
            value={String(chosen)}
            onValueChange={(value) => {
              setChosen(Number(value));
              setEdited(null);
            }}
            options={samples.data.map((each, index) => ({ value: String(index), label: each.label }))}
          />
        </Field>
        <Field id="test-event" label="What arrives" error={problem}>
          <Textarea
            id="test-event"
            rows={7}
            className="font-mono text-xs"
            spellCheck={false}
            value={text}
            aria-invalid={problem !== undefined}
            onChange={(event) => setEdited(event.target.value)}
          />
        </Field>
        <Button variant="primary" className="self-start" loading={run.isPending} onClick={start}>
          Run the test
        </Button>
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto p-5" aria-live="polite">
        {run.data && (
          <Result
            result={run.data}
            nodeCount={graph.nodes.length}
            onOpen={(id) => store.getState().open(id)}
          />
        )}
      </div>
    </div>
  );
}

function Result({
  result,
  onOpen,
}: {
  result: TestRun;
  nodeCount: number;
  onOpen: (nodeId: string) => void;
}) {
  return (
    <div className="flex flex-col gap-6">
      <section aria-label="What would be sent">
        <h3 className="mb-2 font-medium text-[13px]">What would be sent</h3>
        {result.effects.length === 0 && (
          <p className="text-[13px] text-muted">Nothing: no action is reached with this sample.</p>
        )}
        <ul className="flex flex-col gap-2">
          {result.effects.map((effect) => (
            <li
              key={`${effect.nodeId}/${effect.item}`}
              className="rounded-md border border-line px-3 py-2 text-[13px]"
            >
              <p>
                <span className="font-medium">{effect.nodeName}</span>
                {effect.item !== null && <span className="text-muted"> · for {effect.item}</span>}
                <span className="text-muted"> · {effect.summary}</span>
              </p>
              {effect.heldBecause && (
                <p className="mt-1 flex items-start gap-1.5 text-state-waiting">
                  <TriangleAlert size={14} className="mt-0.5 shrink-0" aria-hidden />
                  Would be held for a person: {effect.heldBecause}
                </p>
              )}
              {effect.unknown.length > 0 && (
                <p className="mt-1 text-muted text-xs">Known only later: {effect.unknown.join(", ")}.</p>
              )}
              <JsonView value={effect.input} label="Exactly this" />
            </li>
          ))}
        </ul>
      </section>
      {result.reviews.length > 0 && (
        <section aria-label="What would be asked">
          <h3 className="mb-2 font-medium text-[13px]">What would be asked</h3>
          <ul className="flex flex-col gap-1 text-[13px]">
            {result.reviews.map((review) => (
              <li key={`${review.nodeId}/${review.item}`}>
                <span className="font-medium">{review.nodeName}</span>
                {review.item !== null && <span className="text-muted"> · for {review.item}</span>}
                <span className="text-muted">
                  {" "}
                  · {review.ask} ({review.answers.join(" / ")})
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section aria-label="Steps">
        <h3 className="mb-2 font-medium text-[13px]">Step by step</h3>
        <ol className="flex flex-col gap-1">
          {result.steps.map((step) => (
            <li key={`${step.nodeId}/${step.item}`}>
              <button
                type="button"
                className="flex w-full items-start gap-2 rounded-md px-1.5 py-1.5 text-left text-[13px] hover:bg-hover"
                onClick={() => onOpen(step.nodeId)}
              >
                <StageIcon
                  lane={step.lane}
                  icon={STAGES.find((stage) => stage.id === step.lane)?.icon ?? "workflow"}
                  small
                />
                <span className="min-w-0">
                  <span className="font-medium">{step.nodeName}</span>
                  {step.item !== null && <span className="text-muted"> · for {step.item}</span>}
                  <span className={cn("text-muted", step.problem && "text-state-failed")}>
                    {" "}
                    · {step.problem?.message ?? (step.reason || step.portLabel || "done")}
                  </span>
                </span>
              </button>
            </li>
          ))}
        </ol>
      </section>
    </div>
  );
}

function readObject(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : null;
  } catch {
    return null;
  }
}
