import { appendAudit } from "@/server/audit/append";
import { personActor } from "@/server/audit/person-actor";
import type { Tx } from "@/server/db/tx";
import { LookElsewhere, MendInput } from "@/server/errors";
import type { Role } from "@/server/identity/auth";
import { createPerson, listPeople, type Person, removePerson, setRole } from "@/server/identity/people";
import type { Viewer } from "@/server/identity/session";

// People live in a schema of their own that no organization's transaction can reach. So the change comes
// first and its entry commits after it; if the entry cannot be written, the caller sees an error.

/** Adds somebody with a first password that they are told in person. @throws MendInput for a taken address */
export async function addPerson(
  tx: Tx,
  person: { name: string; email: string; password: string; role: Role },
  by: Viewer,
): Promise<{ id: string }> {
  const { id } = await createPerson({ organizationId: tx.organizationId, ...person });
  appendAudit(tx, {
    actor: personActor(by),
    verb: "person.added",
    object: { kind: "person", id, name: person.name },
    summary: `Added ${person.name} as ${person.role}`,
    after: { email: person.email.trim().toLowerCase(), role: person.role },
  });
  tx.announce("settings");
  return { id };
}

/** Changes what somebody may do, from their next request on. @throws LookElsewhere · MendInput for the only admin */
export async function changeRole(tx: Tx, personId: string, role: Role, by: Viewer): Promise<void> {
  const person = await findPerson(tx, personId);
  const { before } = await setRole(tx.organizationId, personId, role);
  if (before === role) return;
  appendAudit(tx, {
    actor: personActor(by),
    verb: "role.changed",
    object: { kind: "person", id: personId, name: person.name },
    summary: `${person.name}: ${before} → ${role}`,
    before: { role: before },
    after: { role },
  });
  tx.announce("settings");
}

/** Takes somebody out of the organization; what they did stays in the log. @throws LookElsewhere · MendInput */
export async function dismissPerson(tx: Tx, personId: string, by: Viewer): Promise<void> {
  if (personId === by.id) {
    throw new MendInput("You cannot remove yourself. Ask another admin to do it.");
  }
  const person = await findPerson(tx, personId);
  await removePerson(tx.organizationId, personId);
  appendAudit(tx, {
    actor: personActor(by),
    verb: "person.removed",
    object: { kind: "person", id: personId, name: person.name },
    summary: `Removed ${person.name}`,
    before: { email: person.email, role: person.role },
  });
  tx.announce("settings");
}

async function findPerson(tx: Tx, personId: string): Promise<Person> {
  const person = (await listPeople(tx.organizationId)).find((each) => each.id === personId);
  if (!person) throw new LookElsewhere("This person is not in your organization.");
  return person;
}
