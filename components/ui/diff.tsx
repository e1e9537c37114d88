import { cn } from "./cn";

type Plain = Record<string, unknown> | null | undefined;

/** Before and after, field by field; only what differs, unless nothing does. */
export function Diff(props: { before: Plain; after: Plain; labels?: { before: string; after: string } }) {
  const { before, after, labels = { before: "Before", after: "After" } } = props;
  const rows = diffRows(before, after);
  if (rows.length === 0) return <p className="text-[13px] text-muted">Nothing changed.</p>;
  return (
    <table className="w-full table-fixed border-collapse text-left text-[13px]">
      <thead>
        <tr className="border-line border-b text-muted text-xs">
          <th className="w-1/4 py-1.5 font-medium">Field</th>
          <th className="py-1.5 font-medium">{labels.before}</th>
          <th className="py-1.5 font-medium">{labels.after}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.field} className="border-line border-b align-top">
            <th scope="row" className="break-words py-1.5 pr-3 font-normal text-muted">
              {row.field}
            </th>
            <td
              className={cn(
                "break-words py-1.5 pr-3 font-mono text-xs leading-5",
                row.before === undefined && "text-muted",
              )}
            >
              {inText(row.before)}
            </td>
            <td
              className={cn(
                "break-words py-1.5 font-mono text-xs leading-5",
                row.after === undefined && "text-muted",
              )}
            >
              {inText(row.after)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The fields in which two objects differ, in the order in which they first appear. */
export function diffRows(before: Plain, after: Plain): { field: string; before: unknown; after: unknown }[] {
  const fields = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  return [...fields]
    .map((field) => ({ field, before: before?.[field], after: after?.[field] }))
    .filter((row) => JSON.stringify(row.before) !== JSON.stringify(row.after));
}

export function inText(value: unknown): string {
  if (value === undefined) return "—";
  return typeof value === "string" ? value : JSON.stringify(value);
}
