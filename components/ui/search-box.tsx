"use client";
import { useCallback, useEffect, useRef, useState } from "react";
import { cn } from "./cn";
import { Input } from "./input";
import { isTyping } from "./typing";

/** Tells what was typed once the person pauses, so that a word costs one search; "/" brings one here. */
export function SearchBox(props: {
  label: string;
  placeholder: string;
  value: string;
  onChange: (text: string) => void;
  className?: string;
}) {
  const { value, onChange } = props;
  const [text, setText] = useState(value);
  const box = useRef<HTMLInputElement>(null);
  const told = useRef(value);

  // "Back" and links change the value from outside.
  useEffect(() => {
    if (value !== told.current) setText(value);
    told.current = value;
  }, [value]);
  const tell = useCallback(() => {
    if (text === told.current) return;
    told.current = text;
    onChange(text);
  }, [text, onChange]);
  useEffect(() => {
    const timer = setTimeout(tell, 250);
    return () => clearTimeout(timer);
  }, [tell]);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key !== "/" || isTyping(event) || event.metaKey || event.ctrlKey || event.altKey) return;
      event.preventDefault();
      box.current?.focus();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);

  return (
    <Input
      ref={box}
      type="search"
      aria-label={props.label}
      placeholder={props.placeholder}
      className={cn("w-full sm:w-64", props.className)}
      value={text}
      onChange={(event) => setText(event.target.value)}
      // Told only later, it would change the address that the person has gone to meanwhile.
      onBlur={tell}
    />
  );
}
