"use client";
import Link from "next/link";
import { StateMark } from "@/components/ui/state-mark";
import { Td, Tr } from "@/components/ui/table";
import { RowMenu } from "./row-menu";
import { StageLine } from "./stage-line";
import type { WorkflowItem } from "./workflow-item";

export function WorkflowRow({ item, mayDraw }: { item: WorkflowItem; mayDraw: boolean }) {
  return (
    <Tr>
      <Td className="max-w-0 sm:max-w-72">
        <Link
          href={`/workflows/${item.id}`}
          className="block truncate font-medium underline-offset-2 hover:underline"
          title={item.description || undefined}
        >
          {item.name}
        </Link>
        {item.version !== null && item.hasUnpublishedChanges && (
          <span className="block truncate text-muted text-xs">Changes not published</span>
        )}
      </Td>
      <Td className="hidden md:table-cell">
        <StageLine lanes={item.stages} />
      </Td>
      <Td className="w-px whitespace-nowrap">
        <StateMark state={item.status} />
      </Td>
      <Td className="hidden text-right font-mono sm:table-cell">
        <Link href={`/runs?workflow=${item.id}`} className="underline-offset-2 hover:underline">
          {item.runsToday}
        </Link>
      </Td>
      <Td className="w-px text-right font-mono">
        {item.needsAttention === 0 ? (
          <span className="text-muted">0</span>
        ) : (
          <Link
            href={`/runs?workflow=${item.id}&state=attention`}
            className="font-semibold text-state-waiting underline-offset-2 hover:underline"
          >
            {item.needsAttention}
          </Link>
        )}
      </Td>
      <Td
        className="hidden text-right font-mono lg:table-cell"
        title="Share of the runs that ended in the last 30 days without a person"
      >
        {item.automationRate === null ? (
          <span className="text-muted">—</span>
        ) : (
          `${Math.round(item.automationRate * 100)} %`
        )}
      </Td>
      <Td className="hidden truncate text-muted lg:table-cell">{item.owner?.name ?? "—"}</Td>
      <Td className="w-px">{mayDraw && <RowMenu item={item} />}</Td>
    </Tr>
  );
}
