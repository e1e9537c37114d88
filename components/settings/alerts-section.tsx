"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { toast } from "sonner";
import { type Outputs, useTRPC } from "@/components/api";
import { fieldProblem, formProblem } from "@/components/field-problem";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { LoadProblem } from "@/components/ui/load-problem";
import { Select } from "@/components/ui/select";
import { Skeleton } from "@/components/ui/skeleton";
import { Textarea } from "@/components/ui/textarea";
import { AlertTest } from "./alert-test";

type Settings = Outputs["settings"]["alerts"]["settings"];

const FIELDS = ["emails", "mailConnectionId", "webhookUrl", "queueMinutes", "stuckCount"] as const;
const NONE = "none";

/** Where an organization is told of incidents. */
export function AlertsSection() {
  const trpc = useTRPC();
  const query = useQuery(trpc.settings.alerts.queryOptions());
  if (query.isPending) return <Skeleton className="h-80 max-w-md" />;
  if (query.isError) {
    return (
      <LoadProblem title="The settings could not be loaded" error={query.error} onRetry={query.refetch} />
    );
  }
  const { settings, tests } = query.data;
  return (
    <div className="flex max-w-md flex-col gap-6">
      <AlertsForm standing={settings} />
      <AlertTest tests={tests} goesSomewhere={settings.emails.length > 0 || settings.webhookUrl !== null} />
    </div>
  );
}

function AlertsForm({ standing }: { standing: Settings }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [emails, setEmails] = useState(standing.emails.join("\n"));
  const [mail, setMail] = useState(standing.mailConnectionId ?? NONE);
  const [url, setUrl] = useState(standing.webhookUrl ?? "");
  const [inside, setInside] = useState(standing.webhookInside);
  const [minutes, setMinutes] = useState(String(standing.queueMinutes));
  const [count, setCount] = useState(String(standing.stuckCount));
  const connections = useQuery(trpc.connections.list.queryOptions());
  const mailers = connections.data?.filter(({ connector }) => connector === "smtp") ?? [];
  const save = useMutation(
    trpc.settings.saveAlerts.mutationOptions({
      onSuccess: async () => {
        toast.success("The settings are saved.");
        await queries.invalidateQueries({ queryKey: trpc.settings.pathKey() });
      },
      meta: { handlesErrors: true },
    }),
  );
  const problem = (field: (typeof FIELDS)[number]) => fieldProblem(save.error, field);

  return (
    <form
      className="flex flex-col gap-4"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate({
          emails: emails.split(/[\s,;]+/).filter((each) => each !== ""),
          mailConnectionId: mail === NONE ? null : mail,
          webhookUrl: url.trim() === "" ? null : url.trim(),
          webhookInside: inside,
          queueMinutes: Number(minutes),
          stuckCount: Number(count),
        });
      }}
    >
      <Field
        id="alert-emails"
        label="Email addresses"
        help="One address a line. Nobody is told as long as there is neither an address nor a webhook."
        error={problem("emails")}
      >
        <Textarea
          id="alert-emails"
          rows={3}
          value={emails}
          aria-invalid={problem("emails") !== undefined}
          onChange={(event) => setEmails(event.target.value)}
        />
      </Field>
      <Field
        id="alert-mail"
        label="Mail connection"
        help="What the emails go out over. That it is down itself can only be told by the webhook."
        error={problem("mailConnectionId")}
      >
        <Select
          id="alert-mail"
          value={mail}
          aria-invalid={problem("mailConnectionId") !== undefined}
          onValueChange={setMail}
          options={[
            { value: NONE, label: "None" },
            ...mailers.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
      </Field>
      <Field
        id="alert-url"
        label="Webhook address"
        help="For chat or paging tools: alerts are posted there as JSON, signed as Standard Webhooks say."
        error={problem("webhookUrl")}
      >
        <Input
          id="alert-url"
          type="url"
          value={url}
          aria-invalid={problem("webhookUrl") !== undefined}
          onChange={(event) => setUrl(event.target.value)}
        />
      </Field>
      <div className="flex items-center gap-2 text-[13px]">
        <Checkbox
          id="alert-inside"
          checked={inside}
          onCheckedChange={(checked) => setInside(checked === true)}
        />
        <label htmlFor="alert-inside">This address is inside our own network</label>
      </div>
      {save.data?.secret && (
        <div role="status" className="rounded-md border border-line-strong p-3 text-[13px]">
          <p className="font-medium">The webhook's signing secret, shown this once</p>
          <p className="mt-1 select-all break-all font-mono text-xs">{save.data.secret}</p>
        </div>
      )}
      <Field
        id="alert-minutes"
        label="A queue is slow after, in minutes"
        help="For queues whose system answers. That a system is down is told at once."
        error={problem("queueMinutes")}
      >
        <Input
          id="alert-minutes"
          inputMode="numeric"
          className="w-24"
          value={minutes}
          aria-invalid={problem("queueMinutes") !== undefined}
          onChange={(event) => setMinutes(event.target.value)}
        />
      </Field>
      <Field
        id="alert-count"
        label="Tell of a cause once so many actions need mending for it"
        error={problem("stuckCount")}
      >
        <Input
          id="alert-count"
          inputMode="numeric"
          className="w-24"
          value={count}
          aria-invalid={problem("stuckCount") !== undefined}
          onChange={(event) => setCount(event.target.value)}
        />
      </Field>
      {formProblem(save.error, FIELDS) && (
        <p role="alert" className="text-[13px] text-state-failed">
          {formProblem(save.error, FIELDS)}
        </p>
      )}
      <div>
        <Button type="submit" variant="primary" loading={save.isPending}>
          Save the alerts
        </Button>
      </div>
    </form>
  );
}
