"use client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/components/api";
import { Button } from "@/components/ui/button";
import { Copyable } from "@/components/ui/copyable";
import type { Connection } from "./connection-dialog";
import { takesReports } from "./connectors";

/** Where a mail server tells what became of emails, and how it is pointed there. */
export function ReportAddress({ connection }: { connection: Connection | null }) {
  return (
    <section aria-label="Address for delivery reports" className="flex flex-col gap-2 text-[13px]">
      <h3 className="font-medium">Address for delivery reports</h3>
      {connection && takesReports(connection.config) ? (
        <StandingAddress connectionId={connection.id} />
      ) : (
        <p className="text-muted">Save this connection and open it again: its address stands here then.</p>
      )}
    </section>
  );
}

function StandingAddress({ connectionId }: { connectionId: string }) {
  const trpc = useTRPC();
  const { data, error } = useQuery(trpc.connections.reportAddress.queryOptions({ connectionId }));
  const reveal = useMutation(trpc.connections.revealReportSecret.mutationOptions());
  if (error) return <p role="alert">{error.message}</p>;
  if (!data) return <div className="h-9 rounded-md bg-subtle" aria-busy />;
  const { url, localReturnAddress } = data;
  return (
    <>
      <Copyable text={url} label="address" />
      <p className="text-muted">
        Have your mail server post what comes back to the return address here, as it is; in Postfix by the
        alias below. A provider may post events as JSON instead, signed with the secret. Whoever knows the
        address can send reports, so keep it between the two.
      </p>
      <Copyable
        text={`bounces: "|curl -sS --fail -H 'content-type: message/rfc822' --data-binary @- ${url}"`}
        label="alias"
      />
      {localReturnAddress && (
        <>
          <p className="text-muted">
            To try it with the local mailbox, enter this as the return address: mail to bounce@ anything then
            comes back.
          </p>
          <Copyable text={localReturnAddress} label="return address" />
        </>
      )}
      {reveal.data ? (
        <Copyable text={reveal.data.secret} label="secret" />
      ) : (
        <Button
          size="small"
          className="self-start"
          loading={reveal.isPending}
          onClick={() => reveal.mutate({ connectionId })}
        >
          Show the secret
        </Button>
      )}
    </>
  );
}
