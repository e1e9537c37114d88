"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { useTRPC } from "@/components/api";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { LoadProblem } from "@/components/ui/load-problem";
import { Menu, MenuContent, MenuItem, MenuTrigger } from "@/components/ui/menu";
import { StateMark, type StateName } from "@/components/ui/state-mark";
import { TableSkeleton } from "@/components/ui/table-skeleton";
import { type Connection, ConnectionDialog } from "./connection-dialog";
import { CONNECTORS, type Connector, OPENAPI } from "./connectors";
import { ConnectDocumentDialog } from "./interface/connect-document-dialog";

/** The accounts of other systems. Each can be tried without changing anything there. */
export function ConnectionsSection() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const connections = useQuery(trpc.connections.list.queryOptions());
  const sending = useQuery(trpc.operations.sending.queryOptions());
  const [open, setOpen] = useState<{ connector: Connector; standing: Connection | null } | null>(null);
  const refresh = () => queries.invalidateQueries({ queryKey: trpc.connections.pathKey() });
  if (connections.isPending) return <TableSkeleton widths={["w-48", "w-32", "w-20"]} />;
  if (connections.isError) {
    return (
      <LoadProblem
        title="The connections could not be loaded"
        error={connections.error}
        onRetry={connections.refetch}
      />
    );
  }
  const add = (
    <Menu>
      <MenuTrigger asChild>
        <Button variant="primary">
          <Plus size={14} aria-hidden /> Connect a system
        </Button>
      </MenuTrigger>
      <MenuContent align="start">
        {CONNECTORS.map((connector) => (
          <MenuItem key={connector.id} onSelect={() => setOpen({ connector, standing: null })}>
            {connector.label}
          </MenuItem>
        ))}
      </MenuContent>
    </Menu>
  );
  return (
    <>
      {connections.data.length === 0 ? (
        <EmptyState
          title="Nothing is connected yet"
          description="Workflows reach other systems only through connections. Begin with your mail server, so that they can write to people."
          action={add}
        />
      ) : (
        <>
          <ul className="mb-4 divide-y divide-line border-line border-y">
            {connections.data.map((connection) => (
              <ConnectionRow
                key={connection.id}
                connection={connection}
                stopped={Boolean(sending.data?.stopped)}
                onChange={(connector) => setOpen({ connector, standing: connection })}
                onTested={refresh}
              />
            ))}
          </ul>
          {add}
        </>
      )}
      {open?.connector.id === OPENAPI && !open.standing ? (
        <ConnectDocumentDialog connector={open.connector} onClose={() => setOpen(null)} onSaved={refresh} />
      ) : (
        open && <ConnectionDialog {...open} onClose={() => setOpen(null)} onSaved={refresh} />
      )}
    </>
  );
}

function ConnectionRow(props: {
  connection: Connection;
  /** Whether all sending is stopped. */
  stopped: boolean;
  onChange: (connector: Connector) => void;
  onTested: () => unknown;
}) {
  const { connection, onChange } = props;
  const trpc = useTRPC();
  const test = useMutation(trpc.connections.test.mutationOptions({ onSettled: props.onTested }));
  const connector = CONNECTORS.find(({ id }) => id === connection.connector);
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 py-2 text-[13px]">
      <div className="min-w-0 flex-1 basis-56">
        <p className="truncate font-medium">{connection.name}</p>
        <p className="text-muted text-xs">
          {connector?.label ?? connection.connector}
          {connection.hasSecret ? " · credentials stored" : ""}
        </p>
      </div>
      <StateMark {...standing(connection, props.stopped)} />
      {connector && (
        <span className="flex gap-1">
          {connector.id === OPENAPI && (
            <Button size="small" asChild>
              <Link href={`/settings/connections/${connection.id}`}>Operations</Link>
            </Button>
          )}
          <Button
            size="small"
            loading={test.isPending}
            onClick={() => test.mutate({ connectionId: connection.id })}
          >
            Try it
          </Button>
          <Button size="small" variant="quiet" onClick={() => onChange(connector)}>
            Change
          </Button>
        </span>
      )}
      <p role="status" className="basis-full text-xs empty:hidden">
        {test.data && (
          <span className={test.data.works ? "text-state-confirmed" : "text-state-failed"}>
            {test.data.works ? "It works. " : "It does not work. "}
            {test.data.sentence}
          </span>
        )}
        {!test.data && connection.lastError && <span className="text-muted">{connection.lastError}</span>}
      </p>
    </li>
  );
}

function standing(connection: Connection, stopped: boolean): { state: StateName; label: string } {
  if (connection.circuit !== "closed") return { state: "degraded", label: "Does not answer" };
  if (stopped) return { state: "held", label: "Sending is stopped" };
  return { state: "confirmed", label: "In use" };
}
