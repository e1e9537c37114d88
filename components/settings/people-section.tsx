"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { UserMinus, UserPlus } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { errorSentence, type Outputs, useTRPC } from "@/components/api";
import { useViewer } from "@/components/frame/viewer";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { LoadProblem } from "@/components/ui/load-problem";
import { Select } from "@/components/ui/select";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { TableSkeleton } from "@/components/ui/table-skeleton";
import { Time } from "@/components/ui/time";
import { AddPersonDialog } from "./add-person-dialog";
import { ROLES, type Role } from "./roles";

type Person = Outputs["settings"]["people"][number];

export function PeopleSection() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const viewer = useViewer();
  const people = useQuery(trpc.settings.people.queryOptions());
  const [adding, setAdding] = useState(false);
  const [leaving, setLeaving] = useState<Person | null>(null);
  const refresh = () => queries.invalidateQueries({ queryKey: trpc.settings.pathKey() });
  const setRole = useMutation(trpc.settings.setRole.mutationOptions({ onSettled: refresh }));
  const remove = useMutation(
    trpc.settings.removePerson.mutationOptions({
      onSuccess: async () => {
        toast.success(`${leaving?.name ?? "The person"} is removed.`);
        setLeaving(null);
        await refresh();
      },
      meta: { handlesErrors: true },
    }),
  );

  if (people.isPending) return <TableSkeleton widths={["w-40", "w-24", "w-16"]} />;
  if (people.isError) {
    return (
      <LoadProblem title="The people could not be loaded" error={people.error} onRetry={people.refetch} />
    );
  }
  return (
    <>
      <div className="-mx-4 sm:-mx-6">
        <Table>
          <thead>
            <tr>
              <Th>Name</Th>
              <Th>Role</Th>
              <Th className="hidden sm:table-cell">Since</Th>
              <Th>
                <span className="sr-only">Actions</span>
              </Th>
            </tr>
          </thead>
          <tbody>
            {people.data.map((person) => (
              <Tr key={person.id}>
                <Td className="max-w-0 sm:max-w-none">
                  <span className="block truncate font-medium">
                    {person.name}
                    {person.id === viewer.id && <span className="font-normal text-muted"> (you)</span>}
                  </span>
                  <span className="block truncate text-muted text-xs">{person.email}</span>
                </Td>
                <Td className="w-px">
                  <Select
                    size="small"
                    className="w-28"
                    aria-label={`Role of ${person.name}`}
                    value={
                      setRole.isPending && setRole.variables.personId === person.id
                        ? setRole.variables.role
                        : person.role
                    }
                    options={ROLES.map(({ id, label }) => ({ value: id, label }))}
                    onValueChange={(role) => setRole.mutate({ personId: person.id, role: role as Role })}
                  />
                </Td>
                <Td className="hidden text-muted sm:table-cell">
                  <Time at={person.joinedAt} />
                </Td>
                <Td className="w-px">
                  {person.id !== viewer.id && (
                    <Button
                      variant="quiet"
                      size="icon"
                      aria-label={`Remove ${person.name}`}
                      title={`Remove ${person.name}`}
                      onClick={() => setLeaving(person)}
                    >
                      <UserMinus size={14} aria-hidden />
                    </Button>
                  )}
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      </div>
      <dl className="my-4 flex flex-col gap-1 text-muted text-xs">
        {ROLES.map((role) => (
          <div key={role.id}>
            <dt className="inline font-medium text-ink">{role.label}</dt>
            <dd className="inline"> {role.description}</dd>
          </div>
        ))}
      </dl>
      <Button variant="primary" onClick={() => setAdding(true)}>
        <UserPlus size={14} aria-hidden /> Add a person
      </Button>
      {adding && <AddPersonDialog onClose={() => setAdding(false)} onAdded={refresh} />}
      <ConfirmDialog
        open={leaving !== null}
        onOpenChange={(open) => {
          if (open) return;
          setLeaving(null);
          remove.reset();
        }}
        title={`Remove ${leaving?.name ?? ""}?`}
        description="They are signed out at once and can no longer come in. What they did stays in the audit log."
        action="Remove"
        danger
        loading={remove.isPending}
        problem={remove.isError ? errorSentence(remove.error) : null}
        onConfirm={() => leaving && remove.mutate({ personId: leaving.id })}
      />
    </>
  );
}
