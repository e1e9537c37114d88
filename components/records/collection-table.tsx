"use client";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { type Outputs, useTRPC } from "@/components/api";
import { useViewer } from "@/components/frame/viewer";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { EmptyState } from "@/components/ui/empty-state";
import { LoadProblem } from "@/components/ui/load-problem";
import { PageHeader } from "@/components/ui/page-header";
import { SearchBox } from "@/components/ui/search-box";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { TableSkeleton } from "@/components/ui/table-skeleton";
import { Time, useTimeZone } from "@/components/ui/time";
import { useAddress } from "@/components/use-address";
import { CreateRecordDialog } from "./create-record-dialog";
import { RecordSheet } from "./record-sheet";
import { valueText } from "./record-values";

export type Collection = Outputs["records"]["collections"][number];

/** Columns beside the title; the narrower the screen, the fewer. */
const COLUMN_SHOWN = [
  "hidden sm:table-cell",
  "hidden md:table-cell",
  "hidden lg:table-cell",
  "hidden xl:table-cell",
];
const NUMERIC = ["number", "money"];

export function CollectionTable(props: { collection: Collection; recordId: string | null }) {
  const { collection, recordId } = props;
  const trpc = useTRPC();
  const router = useRouter();
  const viewer = useViewer();
  const timeZone = useTimeZone();
  const { get, set, href } = useAddress();
  const [creating, setCreating] = useState(false);
  const search = get("search") ?? "";
  const list = useInfiniteQuery({
    ...trpc.records.list.infiniteQueryOptions(
      { collectionId: collection.id, search: search || undefined },
      { getNextPageParam: (page) => page.nextCursor },
    ),
    placeholderData: keepPreviousData,
  });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const columns = collection.fields
    .filter(({ key, type }) => key !== collection.titleField && type !== "object" && type !== "list")
    .slice(0, COLUMN_SHOWN.length)
    .map((field, at) => ({
      field,
      className: cn(COLUMN_SHOWN[at], NUMERIC.includes(field.type) && "text-right font-mono"),
    }));
  const hrefOf = (id: string | null) => href({}, `/records/${collection.id}${id === null ? "" : `/${id}`}`);
  const mayEdit = viewer.role !== "reviewer";
  const create = mayEdit && (
    <Button variant="primary" onClick={() => setCreating(true)}>
      <Plus size={14} aria-hidden /> New record
    </Button>
  );

  return (
    <>
      <PageHeader title={collection.name} actions={create} />
      <div className="px-4 pb-3 sm:px-6">
        <SearchBox
          label={`Search ${collection.name}`}
          placeholder="Search in all fields  /"
          value={search}
          onChange={(text) => set({ search: text || null }, "replace")}
        />
      </div>
      {list.isPending ? (
        <TableSkeleton widths={["w-40", "w-24", "w-32", "w-20"]} />
      ) : list.isError ? (
        <LoadProblem title="The records could not be loaded" error={list.error} onRetry={list.refetch} />
      ) : items.length === 0 ? (
        search ? (
          <EmptyState title="Nothing found" description="No record has this in any of its fields." />
        ) : (
          <EmptyState
            title="No records yet"
            description="Workflows create records here, and so can you. Every change is in the audit log and can be reversed."
            action={create}
          />
        )
      ) : (
        <Table>
          <thead>
            <tr>
              <Th>{collection.fields.find(({ key }) => key === collection.titleField)?.label ?? "Name"}</Th>
              {columns.map(({ field, className }) => (
                <Th key={field.key} className={cn(className, "font-sans")}>
                  {field.label}
                </Th>
              ))}
              <Th className="text-right">Changed</Th>
            </tr>
          </thead>
          <tbody>
            {items.map((record) => (
              <Tr key={record.id} className={cn(record.id === recordId && "bg-selected hover:bg-selected")}>
                <Td className="max-w-0 sm:max-w-60">
                  <Link
                    href={hrefOf(record.id)}
                    scroll={false}
                    className="block truncate font-medium underline-offset-2 hover:underline"
                  >
                    {record.title}
                  </Link>
                </Td>
                {columns.map(({ field, className }) => (
                  <Td key={field.key} className={cn(className, "max-w-52 truncate")}>
                    {valueText(field, record.data[field.key], timeZone)}
                  </Td>
                ))}
                <Td className="w-px whitespace-nowrap text-right text-muted">
                  <Time at={record.updatedAt} />
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
      {list.hasNextPage && (
        <div className="p-4 sm:px-6">
          <Button loading={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
            Show more
          </Button>
        </div>
      )}
      <RecordSheet
        recordId={recordId}
        mayEdit={mayEdit}
        onClose={() => router.push(hrefOf(null), { scroll: false })}
      />
      {creating && (
        <CreateRecordDialog
          collection={collection}
          onClose={() => setCreating(false)}
          onCreated={(id) => router.push(hrefOf(id), { scroll: false })}
        />
      )}
    </>
  );
}
