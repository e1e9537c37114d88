"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { useTRPC } from "@/components/api";
import { fieldProblem, formProblem } from "@/components/field-problem";
import { Method } from "@/components/operation-picker";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { Sheet, SheetClose, SheetContent, SheetTitle } from "@/components/ui/sheet";
import { exactTime, useTimeZone } from "@/components/ui/time";
import type { Classification } from "@/workflow/operations/classification";
import { MoneyFields } from "./money-fields";
import type { Operation } from "./operation-list";
import { RelatedField } from "./related-field";
import { EFFECT_WORDS, RETRY_WORDS } from "./words";

const NOTHING = "nothing";
const FIELDS = ["effect", "retry", "money", "readBack", "reversal"] as const;

/** What an operation does, how it is checked and how it is taken back: proposed, changed where it is wrong, confirmed. */
export function ClassificationSheet(props: {
  connectionId: string;
  operation: Operation;
  onClose: () => void;
}) {
  const { connectionId, operation } = props;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const timeZone = useTimeZone();
  const [draft, setDraft] = useState<Classification>(operation.classification ?? operation.proposal);
  const form = useQuery(trpc.connections.operation.queryOptions({ connectionId, key: operation.key }));
  const saving = useMutation(
    trpc.connections.classify.mutationOptions({
      onSuccess: async (_, { classification }) => {
        toast.success(
          classification ? `“${operation.summary}” is confirmed.` : `“${operation.summary}” is held again.`,
        );
        props.onClose();
        await queries.invalidateQueries({ queryKey: trpc.connections.pathKey() });
      },
      meta: { handlesErrors: true },
    }),
  );
  const { error } = saving;
  const change = (next: Partial<Classification>) => setDraft({ ...draft, ...next });
  const writes = draft.effect !== "read";
  const related = { connectionId, fields: form.data?.fields ?? [], gives: form.data?.gives ?? [] };
  return (
    <Sheet open onOpenChange={(open) => !open && props.onClose()}>
      <SheetContent side="right" aria-describedby={undefined} className="w-[30rem] gap-4 overflow-y-auto">
        <header className="flex items-start gap-3">
          <div className="min-w-0 flex-1">
            <SheetTitle className="text-balance font-semibold text-base">{operation.summary}</SheetTitle>
            <p className="mt-1 flex items-baseline text-xs">
              <Method method={operation.method} />
              <span className="break-all font-mono text-muted">{operation.path}</span>
            </p>
            {operation.classifiedBy && operation.classifiedAt && (
              <p className="mt-1 text-muted text-xs">
                Confirmed by {operation.classifiedBy}, {exactTime(operation.classifiedAt, timeZone)}
              </p>
            )}
          </div>
          <SheetClose asChild>
            <Button variant="quiet" size="icon" aria-label="Close">
              <X size={16} aria-hidden />
            </Button>
          </SheetClose>
        </header>
        <Field id="classification-effect" label="What it does" error={fieldProblem(error, "effect")}>
          <Select
            id="classification-effect"
            value={draft.effect}
            options={Object.entries(EFFECT_WORDS).map(([value, label]) => ({ value, label }))}
            onValueChange={(effect) =>
              change(
                effect === "read"
                  ? { effect, retry: "native-key", money: null, readBack: null, reversal: null }
                  : { effect: effect as Classification["effect"] },
              )
            }
          />
        </Field>
        {draft.effect === "money" && (
          <MoneyFields
            fields={related.fields}
            value={draft.money}
            onChange={(money) => change({ money })}
            problem={fieldProblem(error, "money")}
          />
        )}
        {writes && (
          <>
            <Field
              id="classification-retry"
              label="When its answer was lost"
              help="Nobody knows then whether it was done."
              error={fieldProblem(error, "retry")}
            >
              <Select
                id="classification-retry"
                value={draft.retry}
                options={Object.entries(RETRY_WORDS).map(([value, label]) => ({ value, label }))}
                onValueChange={(retry) => change({ retry: retry as Classification["retry"] })}
              />
            </Field>
            <RelatedField
              {...related}
              id="classification-read-back"
              label="Read back by"
              help="What was sent is compared with what this answers."
              onlyReading
              value={draft.readBack}
              onChange={(readBack) => change({ readBack })}
              problem={fieldProblem(error, "readBack")}
            />
            <Field id="classification-reversal" label="Taken back">
              <Select
                id="classification-reversal"
                value={draft.reversal?.kind ?? NOTHING}
                options={[
                  { value: NOTHING, label: "It cannot be" },
                  { value: "remove", label: "By removing what it made" },
                  { value: "give-back", label: "By giving back what was there" },
                ]}
                onValueChange={(kind) => change({ reversal: reversalOf(kind, draft, operation) })}
              />
            </Field>
            {draft.reversal && (
              <RelatedField
                {...related}
                id="classification-reversal-by"
                label="By the operation"
                help="It is called only when somebody takes an action back, and checked like one."
                value={draft.reversal.by}
                onChange={(by) => draft.reversal && by && change({ reversal: { ...draft.reversal, by } })}
                problem={fieldProblem(error, "reversal")}
              />
            )}
          </>
        )}
        {formProblem(error, FIELDS) && (
          <p role="alert" className="text-[13px] text-state-failed">
            {formProblem(error, FIELDS)}
          </p>
        )}
        <footer className="mt-auto flex flex-wrap justify-end gap-2 pt-2">
          {operation.classification && (
            <Button
              variant="quiet"
              onClick={() => saving.mutate({ connectionId, key: operation.key, classification: null })}
            >
              Hold it again
            </Button>
          )}
          <Button
            variant="primary"
            loading={saving.isPending}
            onClick={() => saving.mutate({ connectionId, key: operation.key, classification: draft })}
          >
            {operation.classification ? "Save" : "Confirm"}
          </Button>
        </footer>
      </SheetContent>
    </Sheet>
  );
}

/** What is proposed where that is of this kind; otherwise the operation itself, to be changed. */
function reversalOf(kind: string, draft: Classification, operation: Operation): Classification["reversal"] {
  if (kind !== "remove" && kind !== "give-back") return null;
  const { reversal } = operation.proposal;
  if (reversal?.kind === kind) return reversal;
  const { key, method, path } = operation;
  const by = draft.reversal?.by ?? { operation: key, method, path, parameters: {}, within: [] };
  return { kind, by };
}
