import type { ReactNode } from "react";

/** A titled part of an open entry. */
export function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h3 className="mb-1.5 font-medium text-[13px] text-muted">{title}</h3>
      {children}
    </section>
  );
}
