import { randomUUID } from "node:crypto";
import { inOrganization } from "@/server/db/in-organization";
import type { Role } from "@/server/identity/auth";
import { createOrganization, createPerson } from "@/server/identity/people";
import type { Viewer } from "@/server/identity/session";

export type TestOrganization = { id: string; people: { [role in Role]: Viewer } };

/** A new organization with settings and one person per role. `mark` ends up in every name, to be searched for. */
export async function makeOrganization(mark = "Example"): Promise<TestOrganization> {
  const slug = randomUUID();
  const { id } = await createOrganization({ name: mark, slug });
  await inOrganization(id, (tx) =>
    tx.db.organizationSettings.create({ data: { organizationId: id, name: mark, slug } }),
  );
  const person = (name: string, role: Role) =>
    makePerson({ organizationId: id, name: `${name} ${mark}`, role });
  return {
    id,
    people: {
      admin: await person("Ada", "admin"),
      builder: await person("Bo", "builder"),
      reviewer: await person("Rae", "reviewer"),
    },
  };
}

export async function makePerson(person: {
  organizationId: string;
  name: string;
  role: Role;
}): Promise<Viewer> {
  const email = `${randomUUID()}@example.com`;
  const { id } = await createPerson({ ...person, email, password: randomUUID() });
  return { id, email, organizationName: "Example", ...person };
}
