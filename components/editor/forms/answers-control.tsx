"use client";
import { Checkbox } from "@/components/ui/checkbox";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { type ControlProps, useFormContext } from "./form-context";
import { freshKey } from "./keys";
import { Rows } from "./rows";

type AnswerRow = { id: string; label: string; port: "approved" | "rejected"; needsRationale: boolean };

/** The answers a reviewer can give. */
export function AnswersControl({ value, onChange }: ControlProps<AnswerRow[]>) {
  const { disabled } = useFormContext();
  const answers = value ?? [];
  return (
    <Rows
      items={answers}
      onChange={onChange}
      addLabel="Answer"
      rowLabel={(index) => answers[index]?.label || `answer ${index + 1}`}
      fixed={(answer) => answer.id === "approve" || answer.id === "reject"}
      fresh={() => {
        const id = freshKey(
          answers.map((answer) => answer.id),
          "answer",
        );
        return { id, label: "", port: "approved" as const, needsRationale: false };
      }}
    >
      {(answer, change, index) => (
        <div className="flex flex-col gap-2">
          <Input
            aria-label={`Words on answer ${index + 1}`}
            placeholder="Words on the button"
            value={answer.label}
            disabled={disabled}
            onChange={(event) => change({ ...answer, label: event.target.value })}
          />
          <Select
            aria-label={`What answer ${index + 1} counts as`}
            value={answer.port}
            disabled={disabled || answer.id === "approve" || answer.id === "reject"}
            onValueChange={(port) => change({ ...answer, port: port as AnswerRow["port"] })}
            options={[
              { value: "approved", label: "counts as approved" },
              { value: "rejected", label: "counts as rejected" },
            ]}
          />
          {/* biome-ignore lint/a11y/noLabelWithoutControl: the checkbox stands inside */}
          <label className="flex items-center gap-2 text-[13px]">
            <Checkbox
              checked={answer.needsRationale}
              disabled={disabled}
              onCheckedChange={(checked) => change({ ...answer, needsRationale: checked === true })}
            />
            Asks for the reason
          </label>
        </div>
      )}
    </Rows>
  );
}
