"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Copy, ExternalLink } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { useTRPC } from "@/components/api";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Skeleton } from "@/components/ui/skeleton";

/** Where events of this workflow arrive: the form's address, the webhook's address and secret. */
export function EndpointsDialog(props: {
  workflowId: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const options = trpc.workflows.endpoints.queryOptions({ workflowId: props.workflowId });
  const endpoints = useQuery({ ...options, enabled: props.open });
  const [secrets, setSecrets] = useState<Record<string, string>>({});
  const keep = (endpointId: string, secret: string) =>
    setSecrets((known) => ({ ...known, [endpointId]: secret }));
  const reveal = useMutation(
    trpc.workflows.revealSecret.mutationOptions({
      onSuccess: ({ secret }, { endpointId }) => keep(endpointId, secret),
    }),
  );
  const rotate = useMutation(
    trpc.workflows.rotateSecret.mutationOptions({
      onSuccess: async ({ secret }, { endpointId }) => {
        keep(endpointId, secret);
        await queries.invalidateQueries(options);
        toast.success("The secret was replaced. The old one no longer works.");
      },
    }),
  );

  return (
    <Dialog
      wide
      open={props.open}
      onOpenChange={props.onOpenChange}
      title="Where events arrive"
      description="Anybody with the form's address can fill it in. A webhook needs its secret to sign what it sends."
    >
      {endpoints.isPending && <Skeleton className="h-24 w-full" />}
      {endpoints.data?.length === 0 && (
        <p className="text-[13px] text-muted">
          Publish the workflow first: its form and webhook get their addresses then.
        </p>
      )}
      <ul className="flex flex-col gap-5">
        {endpoints.data?.map((endpoint) => (
          <li key={endpoint.id} className="flex flex-col gap-2">
            <p className="font-medium text-[13px]">{endpoint.kind === "form" ? "Form" : "Webhook"}</p>
            <Copyable
              text={endpoint.url}
              label={endpoint.kind === "form" ? "form address" : "webhook address"}
            >
              {endpoint.kind === "form" && (
                <Button asChild variant="quiet" size="icon" aria-label="Open the form">
                  <a href={endpoint.url} target="_blank" rel="noreferrer">
                    <ExternalLink size={14} aria-hidden />
                  </a>
                </Button>
              )}
            </Copyable>
            {endpoint.hasSecret &&
              (secrets[endpoint.id] ? (
                <Copyable text={secrets[endpoint.id] ?? ""} label="secret">
                  <Button
                    variant="quiet"
                    size="small"
                    onClick={() => rotate.mutate({ endpointId: endpoint.id })}
                  >
                    Replace
                  </Button>
                </Copyable>
              ) : (
                <Button
                  className="self-start"
                  loading={reveal.isPending}
                  onClick={() => reveal.mutate({ endpointId: endpoint.id })}
                >
                  Show the secret
                </Button>
              ))}
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

function Copyable({ text, label, children }: { text: string; label: string; children?: React.ReactNode }) {
  return (
    <div className="flex items-center gap-1 rounded-md border border-line bg-subtle py-1 pr-1 pl-3">
      <code className="min-w-0 flex-1 truncate font-mono text-xs">{text}</code>
      <Button
        variant="quiet"
        size="icon"
        aria-label={`Copy the ${label}`}
        onClick={() => navigator.clipboard.writeText(text).then(() => toast.success(`Copied the ${label}`))}
      >
        <Copy size={14} aria-hidden />
      </Button>
      {children}
    </div>
  );
}
