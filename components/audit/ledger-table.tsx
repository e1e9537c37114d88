import Link from "next/link";
import type { Outputs } from "@/components/api";
import { cn } from "@/components/ui/cn";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { Time } from "@/components/ui/time";

type Item = Outputs["audit"]["list"]["items"][number];

/** The lines of the ledger. `narrow` leaves room for the entry that is open beside it. */
export function LedgerTable(props: {
  items: readonly Item[];
  selected: string | null;
  hrefOf: (id: string) => string;
  narrow: boolean;
}) {
  const wideOnly = props.narrow ? "hidden" : "hidden xl:table-cell";
  return (
    <Table>
      <thead>
        <tr>
          <Th className="hidden sm:table-cell">When</Th>
          <Th className="hidden sm:table-cell">Who</Th>
          <Th className="hidden sm:table-cell">Did</Th>
          <Th>Change</Th>
          <Th className={wideOnly}>To what</Th>
          <Th className={wideOnly}>Why</Th>
        </tr>
      </thead>
      <tbody>
        {props.items.map((entry) => (
          <Tr key={entry.id} className={cn(entry.id === props.selected && "bg-selected hover:bg-selected")}>
            <Td className="hidden w-px whitespace-nowrap text-muted sm:table-cell">
              <Time at={entry.at} />
            </Td>
            <Td className="hidden max-w-40 truncate sm:table-cell">{entry.actor.name}</Td>
            <Td className="hidden w-px whitespace-nowrap text-muted sm:table-cell">{entry.said}</Td>
            <Td className="relative w-full max-w-0">
              <Link
                href={props.hrefOf(entry.id)}
                scroll={false}
                aria-current={entry.id === props.selected ? "true" : undefined}
                title={entry.summary}
                className="block truncate underline-offset-2 before:absolute before:inset-0 hover:underline"
              >
                {entry.summary}
              </Link>
              <span className="block truncate text-muted text-xs sm:hidden">
                {entry.actor.name} {entry.said}, <Time at={entry.at} />
              </span>
            </Td>
            <Td className={cn(wideOnly, "max-w-52 truncate text-muted")} title={entry.object.name}>
              {entry.object.name}
            </Td>
            <Td className={cn(wideOnly, "max-w-72 truncate text-muted")} title={entry.why || undefined}>
              {entry.why}
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
