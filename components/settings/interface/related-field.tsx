"use client";
import { OperationPicker } from "@/components/operation-picker";
import { Button } from "@/components/ui/button";
import { Field as LabelledField } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import type { Field } from "@/workflow/nodes/define";
import type { Related } from "@/workflow/operations/classification";
import { callOf } from "./words";

type Source = Related["parameters"][string];

/** Another operation called about the same thing, and where each part of its path comes from. */
export function RelatedField(props: {
  id: string;
  label: string;
  help: string;
  connectionId: string;
  /** What the operation itself is given and answers. */
  fields: readonly Field[];
  gives: readonly Field[];
  onlyReading?: boolean;
  value: Related | null;
  onChange: (related: Related | null) => void;
  problem?: string;
}) {
  const { id, value, onChange } = props;
  const sources = sourcesOf(props.fields, props.gives);
  const options = [...sources].map(([name, { label }]) => ({ value: name, label }));
  return (
    <LabelledField id={id} label={props.label} help={props.help} error={props.problem}>
      <div className="flex items-center gap-1">
        <div className="min-w-0 flex-1">
          <OperationPicker
            id={id}
            connectionId={props.connectionId}
            value={value ? callOf(value) : ""}
            onlyReading={props.onlyReading}
            invalid={props.problem !== undefined}
            onPick={({ key, method, path }) =>
              onChange({ operation: key, method, path, within: [], parameters: guess(path, sources) })
            }
          />
        </div>
        {value && props.onlyReading && (
          <Button variant="quiet" size="small" onClick={() => onChange(null)}>
            Nothing
          </Button>
        )}
      </div>
      {value &&
        namesIn(value.path).map((name) => (
          // biome-ignore lint/a11y/noLabelWithoutControl: the select stands inside
          <label key={name} className="flex items-center gap-2 text-xs">
            <span className="w-32 shrink-0 truncate font-mono text-muted" title={name}>
              {name}
            </span>
            <Select
              size="small"
              aria-label={`Where ${name} comes from`}
              className="min-w-0 flex-1"
              value={nameOf(value.parameters[name])}
              placeholder="Where does it come from?"
              options={withStanding(options, value.parameters[name])}
              onValueChange={(chosen) => {
                const source = sources.get(chosen)?.source;
                if (source) onChange({ ...value, parameters: { ...value.parameters, [name]: source } });
              }}
            />
          </label>
        ))}
    </LabelledField>
  );
}

type Sources = ReadonlyMap<string, { label: string; source: Source }>;

/** What can name something: plain fields that were given, and plain fields of the answer, two levels deep. */
function sourcesOf(fields: readonly Field[], gives: readonly Field[]): Sources {
  const given = fields
    .filter(({ type }) => type === "text" || type === "number" || type === "choice")
    .map(({ key, label }) => ({ label: `Given: ${label}`, source: { from: "input" as const, key } }));
  const walk = (list: readonly Field[], path: string[]): { label: string; source: Source }[] =>
    list.flatMap((field) => {
      const here = [...path, field.key];
      if (field.type === "object") return path.length < 2 ? walk(field.fields ?? [], here) : [];
      if (field.type === "list") return [];
      return [{ label: `Answered: ${here.join(" › ")}`, source: { from: "answer" as const, path: here } }];
    });
  return new Map([...given, ...walk(gives, [])].slice(0, 200).map((each) => [nameOf(each.source), each]));
}

function nameOf(source: Source | undefined): string {
  if (!source) return "";
  return source.from === "input" ? `input ${source.key}` : `answer ${source.path.join(".")}`;
}

/** What stands there is offered even where the document does not describe it. */
function withStanding(options: { value: string; label: string }[], source: Source | undefined) {
  const value = nameOf(source);
  if (!source || options.some((option) => option.value === value)) return options;
  const label = source.from === "input" ? `Given: ${source.key}` : `Answered: ${source.path.join(" › ")}`;
  return [{ value, label }, ...options];
}

function namesIn(path: string): string[] {
  return [...path.matchAll(/\{([^{}]*)\}/g)].map(([, name]) => name ?? "");
}

/** What is called the same is probably meant. */
function guess(path: string, sources: Sources): Related["parameters"] {
  const entries = namesIn(path).flatMap((name) => {
    const found =
      sources.get(`input path/${name}`) ?? sources.get(`answer ${name}`) ?? sources.get("answer id");
    return found ? [[name, found.source] as const] : [];
  });
  return Object.fromEntries(entries);
}
