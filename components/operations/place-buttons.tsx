"use client";
import { ArrowDown, ArrowUp, ArrowUpToLine } from "lucide-react";
import { useEffect, useRef } from "react";
import { Button } from "@/components/ui/button";

const WAYS = [
  { way: "first", label: "First", Icon: ArrowUpToLine },
  { way: "earlier", label: "Earlier", Icon: ArrowUp },
  { way: "later", label: "Later", Icon: ArrowDown },
] as const;

export type Way = (typeof WAYS)[number]["way"];

/** Puts one of a queue elsewhere by key or click, again and again: the focus goes along with it. */
export function PlaceButtons(props: {
  /** What is moved, in words. */
  name: string;
  index: number;
  count: number;
  busy: boolean;
  onMove: (way: Way) => void;
}) {
  const { name, index, count, busy, onMove } = props;
  const group = useRef<HTMLSpanElement>(null);
  const pressed = useRef<Way | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is another place that takes the focus away
  useEffect(() => {
    const way = pressed.current;
    pressed.current = null;
    const { activeElement: active, body } = document;
    if (way === null || !(active === body || active?.matches(":disabled"))) return;
    const buttons = [...(group.current?.querySelectorAll<HTMLButtonElement>("button:enabled") ?? [])];
    (buttons.find(({ dataset }) => dataset.way === way) ?? buttons[0])?.focus();
  }, [index]);
  return (
    <span ref={group} className="flex shrink-0 items-center">
      {WAYS.map(({ way, label, Icon }) => (
        <Button
          key={way}
          variant="quiet"
          size="icon"
          data-way={way}
          aria-label={`${label}: ${name}`}
          title={label}
          disabled={way === "later" ? index >= count - 1 : index === 0}
          onClick={() => {
            if (busy) return;
            pressed.current = way;
            onMove(way);
          }}
        >
          <Icon size={14} aria-hidden />
        </Button>
      ))}
    </span>
  );
}
