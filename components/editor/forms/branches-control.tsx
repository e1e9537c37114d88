"use client";
import { Input } from "@/components/ui/input";
import type { Condition } from "@/workflow/expressions/schema";
import { ConditionField } from "./condition-field";
import { type ControlProps, useFormContext } from "./form-context";
import { freshKey } from "./keys";
import { Rows } from "./rows";

type BranchRow = { id: string; name: string; when: Condition };

/** The outcomes of a branch: the first that holds wins. */
export function BranchesControl({ value, onChange }: ControlProps<BranchRow[]>) {
  const { sources, disabled } = useFormContext();
  const branches = value ?? [];
  return (
    <Rows<BranchRow>
      items={branches}
      onChange={onChange}
      movable
      addLabel="Outcome"
      rowLabel={(index) => branches[index]?.name || `outcome ${index + 1}`}
      fresh={() => ({
        id: freshKey(
          branches.map((branch) => branch.id),
          "outcome",
        ),
        name: "",
        when: { combinator: "and" as const, rules: [] },
      })}
    >
      {(branch, change, index) => (
        <div className="flex flex-col gap-2">
          <Input
            aria-label={`Name of outcome ${index + 1}`}
            placeholder="Outcome, e.g. needs approval"
            value={branch.name}
            disabled={disabled}
            onChange={(event) => change({ ...branch, name: event.target.value })}
          />
          <ConditionField
            value={branch.when}
            sources={sources}
            disabled={disabled}
            onChange={(when) => change({ ...branch, when })}
          />
        </div>
      )}
    </Rows>
  );
}
