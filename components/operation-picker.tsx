"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Command } from "cmdk";
import { ChevronDown } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { type Outputs, useTRPC } from "@/components/api";
import { cn } from "@/components/ui/cn";
import { FIELD } from "@/components/ui/input";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";

export type OfferedOperation = Outputs["connections"]["operations"]["operations"][number];

/** A method as it stands before a path: the same width for all of them. */
export function Method({ method }: { method: string }) {
  return <span className="inline-block w-14 shrink-0 font-mono text-muted text-xs">{method}</span>;
}

/** One of a connection's operations, which may be a thousand: the server searches, and gives the first hundred. */
export function OperationPicker(props: {
  id: string;
  connectionId: string;
  /** What is chosen, in words. */
  value: string;
  onPick: (operation: OfferedOperation) => void;
  /** Only those that read. */
  onlyReading?: boolean;
  disabled?: boolean;
  invalid?: boolean;
  describedBy?: string;
}) {
  const { connectionId } = props;
  const trpc = useTRPC();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState("");
  const searched = useDeferredValue(text);
  const found = useQuery({
    ...trpc.connections.operations.queryOptions({
      connectionId,
      text: props.onlyReading ? `GET ${searched}` : searched,
    }),
    enabled: open && connectionId !== "",
    placeholderData: keepPreviousData,
  });
  const usable = found.data?.operations.filter(({ unusable }) => unusable === "") ?? [];
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger
        id={props.id}
        type="button"
        disabled={props.disabled || connectionId === ""}
        aria-invalid={props.invalid}
        aria-describedby={props.describedBy}
        className={cn(
          FIELD,
          "flex h-8 w-full items-center justify-between gap-2 text-left pointer-coarse:h-10",
        )}
      >
        <span className={cn("truncate", props.value === "" && "text-muted")}>
          {props.value || (connectionId === "" ? "Choose a connection first" : "Choose an operation")}
        </span>
        <ChevronDown size={14} className="shrink-0 text-muted" aria-hidden />
      </PopoverTrigger>
      <PopoverContent align="start" className="w-[min(30rem,calc(100vw-2rem))] p-0">
        <Command loop shouldFilter={false}>
          <Command.Input
            value={text}
            onValueChange={setText}
            placeholder="Search by what it does, or by its path"
            className="h-9 w-full border-line border-b bg-transparent px-3 text-[13px] outline-none"
          />
          <Command.List className="max-h-80 overflow-auto p-1">
            {!found.isPending && (
              <Command.Empty className="px-3 py-4 text-[13px] text-muted">
                No operation is like that. Try another word.
              </Command.Empty>
            )}
            {usable.map((operation) => (
              <Command.Item
                key={operation.key}
                value={operation.key}
                onSelect={() => {
                  props.onPick(operation);
                  setOpen(false);
                }}
                className="flex cursor-pointer flex-col rounded-sm px-2 py-1.5 text-[13px] data-[selected=true]:bg-hover"
              >
                <span className="truncate">{operation.summary}</span>
                <span className="flex items-baseline text-muted text-xs">
                  <Method method={operation.method} />
                  <span className="truncate font-mono">{operation.path}</span>
                </span>
              </Command.Item>
            ))}
            {found.data && found.data.next !== null && (
              <p className="px-2 py-1.5 text-muted text-xs">
                {found.data.total} operations are like that. Type more to narrow it down.
              </p>
            )}
          </Command.List>
        </Command>
      </PopoverContent>
    </Popover>
  );
}
