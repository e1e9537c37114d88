"use client";
import { useQuery } from "@tanstack/react-query";
import { ExternalLink } from "lucide-react";
import { useTRPC } from "@/components/api";
import { Button } from "@/components/ui/button";
import { Copyable } from "@/components/ui/copyable";
import { Dialog } from "@/components/ui/dialog";
import { Skeleton } from "@/components/ui/skeleton";
import { WebhookSecret } from "./webhook-secret";

/** Where events of this workflow arrive: the form's address, the webhook's address and secret. */
export function EndpointsDialog(props: {
  workflowId: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const trpc = useTRPC();
  const options = trpc.workflows.endpoints.queryOptions({ workflowId: props.workflowId });
  const endpoints = useQuery({ ...options, enabled: props.open });

  return (
    <Dialog
      wide
      open={props.open}
      onOpenChange={props.onOpenChange}
      title="Where events arrive"
      description="Anybody with the form's address can fill it in. A webhook believes only who knows its secret."
    >
      {endpoints.isPending && <Skeleton className="h-24 w-full" />}
      {endpoints.data?.length === 0 && (
        <p className="text-[13px] text-muted">
          No addresses yet: a form and a webhook get theirs when the workflow is published. Other triggers
          need none.
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
            {endpoint.kind === "webhook" && (
              <WebhookSecret workflowId={props.workflowId} endpoint={endpoint} />
            )}
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
