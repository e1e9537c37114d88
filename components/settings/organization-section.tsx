"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { toast } from "sonner";
import { type Outputs, useTRPC } from "@/components/api";
import { fieldProblem, formProblem } from "@/components/field-problem";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { LoadProblem } from "@/components/ui/load-problem";
import { Skeleton } from "@/components/ui/skeleton";

type Organization = Outputs["settings"]["organization"];

export function OrganizationSection() {
  const trpc = useTRPC();
  const query = useQuery(trpc.settings.organization.queryOptions());
  if (query.isPending) return <Skeleton className="h-80 max-w-md" />;
  if (query.isError) {
    return (
      <LoadProblem title="The settings could not be loaded" error={query.error} onRetry={query.refetch} />
    );
  }
  return <OrganizationForm standing={query.data} />;
}

const FIELDS = ["name", "timeZone", "currency", "brandColor"] as const;

function OrganizationForm({ standing }: { standing: Organization }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [name, setName] = useState(standing.name);
  const [timeZone, setTimeZone] = useState(standing.timeZone);
  const [currency, setCurrency] = useState(standing.currency);
  const [brandColor, setBrandColor] = useState(standing.brandColor);
  const update = useMutation(
    trpc.settings.updateOrganization.mutationOptions({
      onSuccess: async () => {
        toast.success("The settings are saved.");
        await queries.invalidateQueries({ queryKey: trpc.settings.pathKey() });
      },
      meta: { handlesErrors: true },
    }),
  );
  const problem = (field: (typeof FIELDS)[number]) => fieldProblem(update.error, field);
  const changed =
    name !== standing.name ||
    timeZone !== standing.timeZone ||
    currency !== standing.currency ||
    brandColor !== standing.brandColor;

  return (
    <form
      className="flex max-w-md flex-col gap-4"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        update.mutate({ name: name.trim(), timeZone, currency: currency.toUpperCase(), brandColor });
      }}
    >
      <Field id="org-name" label="Name" help="Stands on hosted forms, too." error={problem("name")}>
        <Input
          id="org-name"
          maxLength={120}
          value={name}
          aria-invalid={problem("name") !== undefined}
          onChange={(event) => setName(event.target.value)}
        />
      </Field>
      <Field
        id="org-time-zone"
        label="Time zone"
        help="A day begins and ends here; times on every screen are told in it."
        error={problem("timeZone")}
      >
        <Input
          id="org-time-zone"
          list="time-zones"
          value={timeZone}
          aria-invalid={problem("timeZone") !== undefined}
          onChange={(event) => setTimeZone(event.target.value)}
        />
        <datalist id="time-zones">
          {["UTC", ...Intl.supportedValuesOf("timeZone")].map((zone) => (
            <option key={zone} value={zone} />
          ))}
        </datalist>
      </Field>
      <Field id="org-currency" label="Currency" help="Three letters, like EUR." error={problem("currency")}>
        <Input
          id="org-currency"
          className="w-24 uppercase"
          maxLength={3}
          value={currency}
          aria-invalid={problem("currency") !== undefined}
          onChange={(event) => setCurrency(event.target.value)}
        />
      </Field>
      <Field
        id="org-colour"
        label="Brand colour"
        help="Colours the hosted forms."
        error={problem("brandColor")}
      >
        <div className="flex items-center gap-2">
          <input
            type="color"
            aria-label="Pick the brand colour"
            className="h-8 w-12 rounded-md border border-field-line bg-field p-0.5"
            value={/^#[0-9a-f]{6}$/i.test(brandColor) ? brandColor : "#000000"}
            onChange={(event) => setBrandColor(event.target.value)}
          />
          <Input
            id="org-colour"
            className="w-28 font-mono"
            maxLength={7}
            value={brandColor}
            aria-invalid={problem("brandColor") !== undefined}
            onChange={(event) => setBrandColor(event.target.value)}
          />
        </div>
      </Field>
      {formProblem(update.error, FIELDS) && (
        <p role="alert" className="text-[13px] text-state-failed">
          {formProblem(update.error, FIELDS)}
        </p>
      )}
      <div>
        <Button type="submit" variant="primary" disabled={!changed} loading={update.isPending}>
          Save
        </Button>
      </div>
    </form>
  );
}
