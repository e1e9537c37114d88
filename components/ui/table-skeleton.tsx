import { Skeleton } from "./skeleton";

const ROWS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"];

/** Rows of a table that is still loading, in their final height. `widths` are Tailwind widths, one a column. */
export function TableSkeleton({ widths }: { widths: readonly string[] }) {
  return (
    <div aria-hidden>
      {ROWS.map((row) => (
        <div
          key={row}
          className="flex h-8 items-center gap-6 border-line border-b px-4 sm:px-6 pointer-coarse:h-10"
        >
          {widths.map((width) => (
            <Skeleton key={width} className={`h-3 ${width}`} />
          ))}
        </div>
      ))}
    </div>
  );
}
