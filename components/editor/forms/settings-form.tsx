"use client";
import type { ComponentType } from "react";
import { Field } from "@/components/ui/field";
import type { Condition } from "@/workflow/expressions/schema";
import type { Catalog } from "@/workflow/nodes/define";
import { definitionOf } from "@/workflow/nodes/definitions";
import { shownSettings, type Widget } from "@/workflow/nodes/widgets";
import { AnswersControl } from "./answers-control";
import { BranchesControl } from "./branches-control";
import { ArrivalsControl, FieldsOfCollectionControl, WorkflowControl } from "./catalog-controls";
import { ConditionField } from "./condition-field";
import { EvidenceControl } from "./evidence-control";
import { FieldOfListControl } from "./field-of-list-control";
import type { Source } from "./field-picker";
import { FiltersControl } from "./filters-control";
import { type ControlProps, FormContextProvider, useFormContext } from "./form-context";
import { FormFieldsControl } from "./form-fields-control";
import { MappingControl } from "./mapping-control";
import { OperationControl, OperationValuesControl } from "./operation-controls";
import * as plain from "./plain-controls";
import * as time from "./time-controls";
import { UpcomingTimes } from "./upcoming-times";

function ConditionControl({ value, onChange }: ControlProps<Condition>) {
  const { sources, disabled } = useFormContext();
  return <ConditionField value={value} onChange={onChange} sources={sources} disabled={disabled} />;
}

// Each control knows the shape its widget stores; the registry cannot, so it is erased here and only here.
// biome-ignore lint/suspicious/noExplicitAny: see above
const CONTROLS: Record<Widget, ComponentType<ControlProps<any>>> = {
  text: plain.TextControl,
  textarea: plain.TextareaControl,
  number: plain.NumberControl,
  switch: plain.SwitchControl,
  select: plain.SelectControl,
  collection: plain.CollectionControl,
  "field-of-collection": plain.FieldOfCollectionControl,
  "fields-of-collection": FieldsOfCollectionControl,
  workflow: WorkflowControl,
  arrivals: ArrivalsControl,
  "own-field": plain.OwnFieldControl,
  "field-of-list": FieldOfListControl,
  connection: plain.ConnectionControl,
  operation: OperationControl,
  "operation-values": OperationValuesControl,
  value: plain.ValueControl,
  "text-value": plain.ValueControl,
  condition: ConditionControl,
  branches: BranchesControl,
  mapping: MappingControl,
  filters: FiltersControl,
  reference: plain.ReferenceControl,
  "form-fields": FormFieldsControl,
  reviewers: plain.ReviewersControl,
  evidence: EvidenceControl,
  answers: AnswersControl,
  duration: plain.DurationControl,
  time: time.TimeControl,
  "time-zone": time.TimeZoneControl,
  weekdays: time.WeekdaysControl,
  "time-offset": time.TimeOffsetControl,
  currency: plain.CurrencyControl,
  "record-id": plain.ValueControl,
};

/**
 * A node's settings as a form, derived from its definition's schema. Problems stand beside the setting they
 * are about; what is typed is kept even while it is wrong.
 */
export function SettingsForm(props: {
  nodeId: string;
  type: string;
  config: Record<string, unknown>;
  onChange: (key: string, value: unknown) => void;
  catalog: Catalog;
  sources: readonly Source[];
  disabled: boolean;
  problems: readonly { path?: readonly string[]; message: string }[];
}) {
  const definition = definitionOf(props.type);
  if (!definition)
    return (
      <p className="p-4 text-[13px] text-muted">
        This kind of node is not known here. Remove it or replace it.
      </p>
    );
  const config = { ...(definition.defaults() as object), ...props.config } as Record<string, unknown>;
  const shown = shownSettings(definition.config, config);

  return (
    <FormContextProvider
      value={{ catalog: props.catalog, sources: props.sources, config, disabled: props.disabled }}
    >
      <div className="flex flex-col gap-4">
        {shown.map((setting) => {
          const Control = CONTROLS[setting.meta.widget];
          const id = `setting-${props.nodeId}-${setting.key}`;
          const problem = props.problems.find((each) => each.path?.[0] === setting.key);
          return (
            <Field
              key={setting.key}
              id={id}
              label={setting.meta.label}
              help={setting.meta.help}
              error={problem?.message}
            >
              <Control
                setting={setting}
                id={id}
                value={config[setting.key]}
                onChange={(value: unknown) => props.onChange(setting.key, value)}
                invalid={problem !== undefined}
                describedBy={problem ? `${id}-error` : undefined}
              />
            </Field>
          );
        })}
        <UpcomingTimes definition={definition} config={config} catalog={props.catalog} />
      </div>
    </FormContextProvider>
  );
}
