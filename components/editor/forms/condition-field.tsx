"use client";
import { Plus, X } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";
import { OPERATOR_DETAILS, operatorsFor } from "@/workflow/expressions/operators";
import type { Condition, Operator, Reference, Rule } from "@/workflow/expressions/schema";
import type { FieldType } from "@/workflow/nodes/define";
import { choicesOf, FieldPicker, referenceLabel, type Source } from "./field-picker";
import { ValueField } from "./value-field";

const isGroup = (each: Rule | Condition): each is Condition => "rules" in each;

/** Conditions in words: "amount · is greater than · 200", joined by all or any; groups within groups. */
export function ConditionField(props: {
  value: Condition | undefined;
  onChange: (value: Condition) => void;
  sources: readonly Source[];
  disabled?: boolean;
  depth?: number;
}) {
  const { sources, onChange, disabled, depth = 0 } = props;
  const value: Condition = props.value ?? { combinator: "and", rules: [] };
  const replace = (index: number, rule: Rule | Condition | null) =>
    onChange({
      ...value,
      rules: value.rules.flatMap((each, at) => (at === index ? (rule ? [rule] : []) : [each])),
    });
  const add = (rule: Rule | Condition) => onChange({ ...value, rules: [...value.rules, rule] });

  return (
    <div className={depth > 0 ? "border-line-strong border-l-2 pl-3" : undefined}>
      {value.rules.length > 1 && (
        <div className="mb-2 flex items-center gap-1.5 text-muted text-xs">
          When
          <Select
            size="small"
            aria-label="How the conditions are joined"
            value={value.combinator}
            disabled={disabled}
            onValueChange={(combinator) =>
              onChange({ ...value, combinator: combinator as Condition["combinator"] })
            }
            options={[
              { value: "and", label: "all" },
              { value: "or", label: "any" },
            ]}
          />
          of these hold
        </div>
      )}
      <ul className="flex flex-col gap-2">
        {value.rules.map((rule, index) => (
          // Rules have no identity of their own; their place is their identity.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <li key={index} className="flex items-start gap-1">
            <div className="min-w-0 flex-1">
              {isGroup(rule) ? (
                <ConditionField
                  value={rule}
                  sources={sources}
                  disabled={disabled}
                  depth={depth + 1}
                  onChange={(next) => replace(index, next)}
                />
              ) : (
                <RuleField
                  rule={rule}
                  sources={sources}
                  disabled={disabled}
                  onChange={(next) => replace(index, next)}
                />
              )}
            </div>
            <Button
              variant="quiet"
              size="icon"
              disabled={disabled}
              aria-label={isGroup(rule) ? "Remove this group" : "Remove this condition"}
              onClick={() => replace(index, null)}
            >
              <X size={14} aria-hidden />
            </Button>
          </li>
        ))}
      </ul>
      {!disabled && (
        <div className="mt-2 flex gap-2">
          <Button
            variant="quiet"
            size="small"
            onClick={() =>
              add({
                left: { from: "event", path: [] },
                operator: "is",
                right: { kind: "literal", value: "" },
              })
            }
          >
            <Plus size={14} aria-hidden /> Condition
          </Button>
          {depth < 2 && (
            <Button variant="quiet" size="small" onClick={() => add({ combinator: "or", rules: [] })}>
              <Plus size={14} aria-hidden /> Group
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

function typeOf(reference: Reference, sources: readonly Source[]): FieldType {
  const source = sources.find((each) => each.from === reference.from);
  const path = reference.path.join("\0");
  return (
    (source && choicesOf(source).find((each) => each.reference.path.join("\0") === path)?.type) ?? "text"
  );
}

function RuleField(props: {
  rule: Rule;
  sources: readonly Source[];
  disabled?: boolean;
  onChange: (rule: Rule) => void;
}) {
  const { rule, sources, disabled, onChange } = props;
  const type = typeOf(rule.left, sources);
  const offered = operatorsFor(type);
  const operators: Operator[] = offered.includes(rule.operator) ? offered : [rule.operator, ...offered];
  const { operands } = OPERATOR_DETAILS[rule.operator];
  const chosen = rule.left.path.length > 0;

  return (
    <div className="flex flex-col gap-1.5 rounded-md border border-line bg-subtle p-2">
      <div className="flex flex-wrap items-center gap-1.5">
        {chosen && <span className="handoff-chip">{referenceLabel(rule.left, sources)}</span>}
        <FieldPicker
          sources={sources}
          disabled={disabled}
          label={chosen ? "Change" : "Choose a field"}
          onPick={(left) => {
            const fits = operatorsFor(typeOf(left, sources)).includes(rule.operator);
            onChange({ ...rule, left, operator: fits ? rule.operator : "is" });
          }}
        />
        <Select
          size="small"
          aria-label="How it is compared"
          value={rule.operator}
          disabled={disabled}
          onValueChange={(operator) => onChange(withOperands({ ...rule, operator: operator as Operator }))}
          options={operators.map((operator) => ({
            value: operator,
            label: OPERATOR_DETAILS[operator].label,
          }))}
        />
      </div>
      {operands >= 1 && (
        <ValueField
          label="Compared with"
          value={rule.right}
          expected={
            rule.operator === "is-one-of" || rule.operator === "is-none-of"
              ? "list"
              : numeric(rule.operator, type)
          }
          sources={sources}
          disabled={disabled}
          onChange={(right) => onChange({ ...rule, right })}
        />
      )}
      {operands === 2 && (
        <ValueField
          label="Upper end"
          value={rule.upper}
          expected={numeric(rule.operator, type)}
          sources={sources}
          disabled={disabled}
          onChange={(upper) => onChange({ ...rule, upper })}
        />
      )}
    </div>
  );
}

const COUNTED: readonly Operator[] = ["is-within-last-days", "is-within-next-days", "is-older-than-days"];

function numeric(operator: Operator, type: FieldType): FieldType {
  if (COUNTED.includes(operator) || type === "money") return "number";
  return type;
}

/** Keeps just the operands the operator has, so that none is stored unseen. */
function withOperands(rule: Rule): Rule {
  const { operands } = OPERATOR_DETAILS[rule.operator];
  const empty = { kind: "literal" as const, value: "" };
  return {
    left: rule.left,
    operator: rule.operator,
    ...(operands >= 1 ? { right: rule.right ?? empty } : {}),
    ...(operands === 2 ? { upper: rule.upper ?? empty } : {}),
  };
}
