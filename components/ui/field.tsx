import type { ReactNode } from "react";
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
