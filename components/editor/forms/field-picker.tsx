"use client";
import { Command } from "cmdk";
import { Braces } from "lucide-react";
import { useState } from "react";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import type { Reference } from "@/workflow/expressions/schema";
import type { Field } from "@/workflow/nodes/define";

/** What a node can use: fields of the event and of every node before it. */
export type Source = { from: string; nodeName: string; fields: Field[] };

type Choice = { reference: Reference; label: string; type: Field["type"] };

/** All fields of a source, those inside objects too, as choices with a readable trail. */
export function choicesOf(source: Source): Choice[] {
  const walk = (fields: Field[], path: string[], trail: string[]): Choice[] =>
    fields.flatMap((field) => {
      const here = [...path, field.key];
      const label = [...trail, field.label];
      const own: Choice = {
        reference: { from: source.from, path: here },
        label: label.join(" › "),
        type: field.type,
      };
      return field.fields?.length
        ? [...(field.type === "object" ? [] : [own]), ...walk(field.fields, here, label)]
        : [own];
    });
  return walk(source.fields, [], []);
}

/** Label of a reference as chips show it: the field's name, led by its node's where it is not the event. */
export function referenceLabel(reference: Reference, sources: readonly Source[]): string {
  const source = sources.find((each) => each.from === reference.from);
  const choice =
    source && choicesOf(source).find((each) => each.reference.path.join("\0") === reference.path.join("\0"));
  const field = choice?.label ?? reference.path.join(" › ");
  if (reference.from === "event") return field || "Event";
  return `${source?.nodeName ?? reference.from} › ${field}`;
}

/** A searchable list of every field that can be used here. */
export function FieldPicker(props: {
  sources: readonly Source[];
  onPick: (reference: Reference) => void;
  label?: string;
  disabled?: boolean;
}) {
  const [open, setOpen] = useState(false);
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger
        type="button"
        disabled={props.disabled}
        className="inline-flex h-7 shrink-0 items-center gap-1 pointer-coarse:h-10 rounded-sm px-1.5 text-muted text-xs hover:bg-hover hover:text-ink"
        aria-label={props.label ?? "Insert a field"}
      >
        <Braces size={14} aria-hidden />
        {props.label ?? "Field"}
      </PopoverTrigger>
      <PopoverContent align="end" className="w-80 p-0">
        <Command loop>
          <Command.Input
            placeholder="Search fields"
            className="h-9 w-full border-line border-b bg-transparent px-3 text-[13px] outline-none"
          />
          <Command.List className="max-h-72 overflow-auto p-1">
            <Command.Empty className="px-3 py-4 text-[13px] text-muted">
              No such field. Nodes before this one, and what arrives, offer fields here.
            </Command.Empty>
            {props.sources.map((source) => (
              <Command.Group
                key={source.from}
                heading={source.nodeName}
                className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:py-1 [&_[cmdk-group-heading]]:text-muted [&_[cmdk-group-heading]]:text-xs"
              >
                {choicesOf(source).map((choice) => (
                  <Command.Item
                    key={choice.reference.path.join("/")}
                    value={`${source.nodeName} ${choice.label} ${choice.reference.path.join(".")}`}
                    onSelect={() => {
                      props.onPick(choice.reference);
                      setOpen(false);
                    }}
                    className="flex h-8 cursor-pointer pointer-coarse:h-10 items-center justify-between rounded-sm px-2 text-[13px] data-[selected=true]:bg-hover"
                  >
                    <span className="truncate">{choice.label}</span>
                    <span className="pl-3 text-muted text-xs">{choice.type}</span>
                  </Command.Item>
                ))}
              </Command.Group>
            ))}
          </Command.List>
        </Command>
      </PopoverContent>
    </Popover>
  );
}
