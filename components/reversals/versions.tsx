import { inText } from "@/components/ui/diff";

type Plain = Record<string, unknown> | null;

/** Three versions of the same, field by field; only where one differs from another. */
export function Versions({ left, now, after }: { left: Plain; now: Plain; after: Plain }) {
  const fields = [...new Set([left, now, after].flatMap((each) => Object.keys(each ?? {})))].filter(
    (field) => new Set([left, now, after].map((each) => JSON.stringify(each?.[field]))).size > 1,
  );
  return (
    <table className="w-full table-fixed border-collapse text-left text-[13px]">
      <thead>
        <tr className="border-line border-b text-muted text-xs">
          <th className="w-1/4 py-1.5 pr-2 font-medium">Field</th>
          <th className="py-1.5 pr-2 font-medium">As it was left</th>
          <th className="py-1.5 pr-2 font-medium">Now</th>
          <th className="py-1.5 font-medium">Then</th>
        </tr>
      </thead>
      <tbody>
        {fields.map((field) => (
          <tr key={field} className="border-line border-b align-top">
            <th scope="row" className="break-words py-1.5 pr-2 font-normal text-muted">
              {field}
            </th>
            {[left, now, after].map((version, at) => (
              <td
                // biome-ignore lint/suspicious/noArrayIndexKey: always the same three
                key={at}
                className="break-words py-1.5 pr-2 font-mono text-xs leading-5 last:pr-0"
              >
                {inText(version?.[field])}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
