"use client";
import { Command } from "cmdk";
import { Plus } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import type { Field } from "@/workflow/nodes/define";

/** A field out of many, found by typing. */
export function AddField(props: { fields: readonly Field[]; onPick: (field: Field) => void }) {
  const [open, setOpen] = useState(false);
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        <Button variant="quiet" size="small" className="self-start">
          <Plus size={14} aria-hidden /> Field ({props.fields.length} more)
        </Button>
      </PopoverTrigger>
      <PopoverContent align="start" className="w-80 p-0">
        <Command loop>
          <Command.Input
            placeholder="Search fields"
            className="h-9 w-full border-line border-b bg-transparent px-3 text-[13px] outline-none"
          />
          <Command.List className="max-h-72 overflow-auto p-1">
            <Command.Empty className="px-3 py-4 text-[13px] text-muted">
              It takes no such field.
            </Command.Empty>
            {props.fields.map((field) => (
              <Command.Item
                key={field.key}
                value={`${field.label} ${field.key}`}
                onSelect={() => {
                  props.onPick(field);
                  setOpen(false);
                }}
                className="flex h-8 cursor-pointer pointer-coarse:h-10 items-center justify-between rounded-sm px-2 text-[13px] data-[selected=true]:bg-hover"
              >
                <span className="truncate">{field.label}</span>
                <span className="pl-3 text-muted text-xs">{field.type}</span>
              </Command.Item>
            ))}
          </Command.List>
        </Command>
      </PopoverContent>
    </Popover>
  );
}
