"use client";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { eventFields } from "@/workflow/graph/ancestors";
import type { RunLimits } from "@/workflow/graph/schema";
import type { Catalog } from "@/workflow/nodes/define";
import { DEFINITIONS } from "@/workflow/nodes/definitions";
import { setLimits } from "./edits";
import { useEditor, useEditorStore, useGraph } from "./store";

const MOST = 1_000;
/** A select has no way to choose nothing. */
const NO_FIELD = "-";

/** How many runs of this workflow go on at once: in all, and of those whose events have the same in a field. */
export function RunLimitsDialog(props: {
  catalog: Catalog;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const store = useEditorStore();
  const graph = useGraph();
  const editable = useEditor((state) => state.editable);
  const { runs, perField } = graph.limits ?? {};
  const change = (limits: RunLimits) =>
    store.getState().change(setLimits(store.getState().history.present, limits), "limits");
  const known = eventFields(graph, props.catalog, DEFINITIONS).map(({ key, label }) => ({
    value: key,
    label,
  }));
  const fields =
    !perField || known.some(({ value }) => value === perField.field)
      ? known
      : [...known, { value: perField.field, label: perField.field }];
  const labelOf = (field: string) => fields.find(({ value }) => value === field)?.label ?? field;

  return (
    <Dialog
      open={props.open}
      onOpenChange={props.onOpenChange}
      title="Runs at once"
      description="Runs beyond that stand in line. A run that waits for a person, an answer or a moment does not count. What is changed here holds from the next version."
    >
      <div className="flex flex-col gap-4">
        <Field id="runs-at-once" label="At most, in all" help="Empty: as many as there are events.">
          <Count
            id="runs-at-once"
            value={runs}
            disabled={!editable}
            onChange={(next) => change({ runs: next, perField })}
          />
        </Field>
        <Field id="runs-per-field" label="And of those that share a field">
          <Select
            id="runs-per-field"
            value={perField?.field ?? NO_FIELD}
            disabled={!editable}
            onValueChange={(field) =>
              change({
                runs,
                perField: field === NO_FIELD ? undefined : { field, runs: perField?.runs ?? 1 },
              })
            }
            options={[{ value: NO_FIELD, label: "No further limit" }, ...fields]}
          />
        </Field>
        {perField && (
          <Field id="runs-per-field-count" label={`At most, with the same “${labelOf(perField.field)}”`}>
            <Count
              id="runs-per-field-count"
              value={perField.runs}
              disabled={!editable}
              onChange={(next) => change({ runs, perField: { ...perField, runs: next ?? 1 } })}
            />
          </Field>
        )}
      </div>
    </Dialog>
  );
}

function Count(props: {
  id: string;
  value: number | undefined;
  disabled: boolean;
  onChange: (value: number | undefined) => void;
}) {
  return (
    <Input
      id={props.id}
      type="number"
      min={1}
      max={MOST}
      step={1}
      value={props.value ?? ""}
      disabled={props.disabled}
      onChange={({ target }) => {
        const count = Math.min(Math.floor(target.valueAsNumber), MOST);
        props.onChange(count >= 1 ? count : undefined);
      }}
    />
  );
}
