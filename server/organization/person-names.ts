import { listPeople } from "@/server/identity/people";

/** Looks up what people of an organization are called; somebody who left is "Somebody who left". */
export async function personNames(organizationId: string): Promise<(id: string) => string> {
  const people = await listPeople(organizationId);
  const names = new Map(people.map((person) => [person.id, person.name]));
  return (id) => names.get(id) ?? "Somebody who left";
}
