"use client";
import { ArrowDown, ArrowUp, Plus, X } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { useFormContext } from "./form-context";

/** Rows that can be added, removed and moved; how a row looks is the caller's. */
export function Rows<T>(props: {
  items: readonly T[];
  onChange: (items: T[]) => void;
  fresh: () => T;
  addLabel: string;
  rowLabel: (index: number) => string;
  movable?: boolean;
  fixed?: (item: T) => boolean;
  children: (item: T, change: (item: T) => void, index: number) => ReactNode;
}) {
  const { disabled } = useFormContext();
  const { items, onChange, movable } = props;
  const move = (from: number, to: number) => {
    const next = [...items];
    next.splice(to, 0, ...next.splice(from, 1));
    onChange(next);
  };
  return (
    <div className="flex flex-col gap-2">
      {items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place
        <div key={index} className="flex items-start gap-1 rounded-md border border-line p-2">
          <div className="min-w-0 flex-1">
            {props.children(
              item,
              (next) => onChange(items.map((each, at) => (at === index ? next : each))),
              index,
            )}
          </div>
          {!disabled && !props.fixed?.(item) && (
            <div className="flex flex-col">
              <Button
                variant="quiet"
                size="icon"
                aria-label={`Remove ${props.rowLabel(index)}`}
                onClick={() => onChange(items.filter((_, at) => at !== index))}
              >
                <X size={14} aria-hidden />
              </Button>
              {movable && index > 0 && (
                <Button
                  variant="quiet"
                  size="icon"
                  aria-label={`Move ${props.rowLabel(index)} up`}
                  onClick={() => move(index, index - 1)}
                >
                  <ArrowUp size={14} aria-hidden />
                </Button>
              )}
              {movable && index < items.length - 1 && (
                <Button
                  variant="quiet"
                  size="icon"
                  aria-label={`Move ${props.rowLabel(index)} down`}
                  onClick={() => move(index, index + 1)}
                >
                  <ArrowDown size={14} aria-hidden />
                </Button>
              )}
            </div>
          )}
        </div>
      ))}
      {!disabled && (
        <Button
          variant="quiet"
          size="small"
          className="self-start"
          onClick={() => onChange([...items, props.fresh()])}
        >
          <Plus size={14} aria-hidden /> {props.addLabel}
        </Button>
      )}
    </div>
  );
}
