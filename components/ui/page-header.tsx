import type { ReactNode } from "react";

/** A page's name, a sentence about it where it helps, and its one primary action. */
export function PageHeader(props: { title: string; description?: string; actions?: ReactNode }) {
  return (
    <header className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 pt-5 pb-4 sm:px-6">
      <div className="min-w-0 flex-1">
        <h1 className="truncate font-semibold text-xl leading-7">{props.title}</h1>
        {props.description && <p className="text-[13px] text-muted">{props.description}</p>}
      </div>
      {props.actions && <div className="flex flex-wrap gap-2">{props.actions}</div>}
    </header>
  );
}
