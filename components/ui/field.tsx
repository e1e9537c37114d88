"use client";
import { type ReactNode, useEffect, useRef } from "react";
import { cn } from "./cn";

/** A labelled control with its help and, when it is wrong, one sentence that says what to do. */
export function Field(props: {
  /** Of the control; its error is `${id}-error`, its help `${id}-help`. */
  id: string;
  label: string;
  help?: string;
  error?: string;
  className?: string;
  children: ReactNode;
}) {
  useLeadTo(props.id, props.error);
  return (
    <div className={cn("flex flex-col gap-1.5", props.className)}>
      <label htmlFor={props.id} className="font-medium text-[13px]">
        {props.label}
      </label>
      {props.children}
      {props.error ? (
        <p id={`${props.id}-error`} className="text-state-failed text-xs leading-4">
          {props.error}
        </p>
      ) : (
        props.help && (
          <p id={`${props.id}-help`} className="text-muted text-xs leading-4">
            {props.help}
          </p>
        )
      )}
    </div>
  );
}

/** The buttons that send a form. Whoever does anything else, such as typing, is left where they are. */
const SENDS = "button[type=submit], [role=dialog] footer button";

/** Once a form was refused, leads to the first control that is wrong: it may stand out of sight. */
function useLeadTo(id: string, error: string | undefined): void {
  const before = useRef(error);
  useEffect(() => {
    const appeared = error !== undefined && before.current === undefined;
    before.current = error;
    if (appeared && document.activeElement?.matches(SENDS)) document.getElementById(id)?.focus();
  }, [id, error]);
}
