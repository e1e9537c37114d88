import type { ReactNode } from "react";

/** Nothing here yet: says what will stand here, and what to do first. */
export function EmptyState(props: {
  title: string;
  description: string;
  action?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <div className="mx-auto max-w-md py-10 text-center">
      <h2 className="font-semibold text-base">{props.title}</h2>
      <p className="mt-1 text-balance text-[13px] text-muted leading-5">{props.description}</p>
      {props.action && <div className="mt-4 flex justify-center gap-2">{props.action}</div>}
      {props.children}
    </div>
  );
}
