"use client";
import { useEffect, useRef } from "react";
import { cn } from "@/components/ui/cn";
import type { Segment } from "@/workflow/expressions/schema";
import { FieldPicker, referenceLabel, type Source } from "./field-picker";
import { decodeReference, encodeReference } from "./segments";

/** What is dragged from the input column onto a text. */
export const REFERENCE_MIME = "application/x-handoff-reference";

/**
 * Text with fields in it: type, and insert chips by the picker or by dragging them in. The browser edits the
 * text; this only reads it back as segments and redraws it when it was changed from elsewhere.
 */
export function ChipEditor(props: {
  id?: string;
  segments: Segment[];
  onChange: (segments: Segment[]) => void;
  sources: readonly Source[];
  multiline?: boolean;
  disabled?: boolean;
  invalid?: boolean;
  describedBy?: string;
  label: string;
}) {
  const { segments, onChange, sources, multiline } = props;
  const box = useRef<HTMLDivElement>(null);
  const shown = useRef("");
  const caret = useRef<Range | null>(null);

  useEffect(() => {
    const wanted = JSON.stringify(segments);
    if (!box.current || wanted === shown.current) return;
    shown.current = wanted;
    box.current.replaceChildren(...segments.map((segment) => draw(segment, sources)));
  }, [segments, sources]);

  const emit = () => {
    if (!box.current) return;
    const next = readSegments(box.current);
    shown.current = JSON.stringify(next);
    onChange(next);
  };
  const rememberCaret = () => {
    const selection = window.getSelection();
    if (selection?.rangeCount && box.current?.contains(selection.anchorNode))
      caret.current = selection.getRangeAt(0);
  };
  const insert = (node: Node) => {
    const element = box.current;
    if (!element) return;
    const range =
      caret.current && element.contains(caret.current.startContainer) ? caret.current : endOf(element);
    range.deleteContents();
    range.insertNode(node);
    range.setStartAfter(node);
    range.collapse(true);
    const selection = window.getSelection();
    selection?.removeAllRanges();
    selection?.addRange(range);
    element.focus();
    emit();
  };

  return (
    <div
      className={cn(
        "flex items-start rounded-md border border-line-strong bg-field focus-within:border-accent",
        props.invalid && "border-state-failed",
        props.disabled && "opacity-60",
      )}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: a field that holds chips cannot be an <input> */}
      <div
        ref={box}
        id={props.id}
        role="textbox"
        tabIndex={0}
        aria-label={props.label}
        aria-multiline={multiline}
        aria-invalid={props.invalid}
        aria-describedby={props.describedBy}
        contentEditable={!props.disabled}
        suppressContentEditableWarning
        className={cn(
          "min-w-0 flex-1 whitespace-pre-wrap break-words px-2.5 py-1.5 text-[13px] leading-5 outline-none",
          multiline ? "min-h-28" : "min-h-8",
        )}
        onInput={emit}
        onKeyUp={rememberCaret}
        onMouseUp={rememberCaret}
        onBlur={rememberCaret}
        onKeyDown={(event) => {
          if (event.key === "Enter" && !multiline) event.preventDefault();
        }}
        onPaste={(event) => {
          event.preventDefault();
          const text = event.clipboardData.getData("text/plain");
          rememberCaret();
          insert(document.createTextNode(multiline ? text : text.replace(/\s*\n\s*/g, " ")));
        }}
        onDrop={(event) => {
          const reference = decodeReference(event.dataTransfer.getData(REFERENCE_MIME));
          if (!reference) return;
          event.preventDefault();
          caret.current = document.caretRangeFromPoint?.(event.clientX, event.clientY) ?? null;
          insert(draw({ kind: "reference", reference }, sources));
        }}
      />
      <FieldPicker
        sources={sources}
        disabled={props.disabled}
        onPick={(reference) => insert(draw({ kind: "reference", reference }, sources))}
      />
    </div>
  );
}

function endOf(element: HTMLElement): Range {
  const range = document.createRange();
  range.selectNodeContents(element);
  range.collapse(false);
  return range;
}

function draw(segment: Segment, sources: readonly Source[]): Node {
  if (segment.kind === "text") return document.createTextNode(segment.text);
  const chip = document.createElement("span");
  chip.contentEditable = "false";
  chip.className = "handoff-chip";
  chip.dataset.reference = encodeReference(segment.reference);
  if (segment.format) chip.dataset.format = segment.format;
  if (segment.fallback !== undefined) chip.dataset.fallback = segment.fallback;
  chip.textContent = referenceLabel(segment.reference, sources);
  return chip;
}

/** Reads the edited text back; unknown markup counts as its text. */
function readSegments(element: HTMLElement): Segment[] {
  const segments: Segment[] = [];
  const push = (text: string) => {
    if (text === "") return;
    const last = segments.at(-1);
    if (last?.kind === "text") last.text += text;
    else segments.push({ kind: "text", text });
  };
  const walk = (node: Node) => {
    if (node instanceof HTMLElement && node.dataset.reference) {
      const reference = decodeReference(node.dataset.reference);
      if (!reference) return;
      const { format, fallback } = node.dataset;
      segments.push({
        kind: "reference",
        reference,
        ...(fallback === undefined ? {} : { fallback }),
        ...(format ? { format: format as "plain" } : {}),
      });
    } else if (node.nodeName === "BR") push("\n");
    else if (node.nodeType === Node.TEXT_NODE) push((node.textContent ?? "").replaceAll(" ", " "));
    else {
      if (node.nodeName === "DIV" && node !== element && segments.length > 0) push("\n");
      for (const child of node.childNodes) walk(child);
    }
  };
  walk(element);
  return segments;
}
