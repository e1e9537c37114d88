import type { PrismaTx } from "@/server/db/in-organization";
import { listPeople } from "@/server/identity/people";
import type { Catalog, Field } from "@/workflow/nodes/define";

/** What the editor and the checks know of the organization: its collections, connections and people. */
export async function readCatalog(tx: PrismaTx): Promise<Catalog> {
  const collections = await tx.db.collection.findMany({
    orderBy: { name: "asc" },
    select: { id: true, key: true, name: true, fields: true },
  });
  const connections = await tx.db.connection.findMany({
    orderBy: { name: "asc" },
    select: { id: true, connector: true, name: true },
  });
  const people = await listPeople(tx.organizationId);
  return {
    // Written only by our own code, as Field[].
    collections: collections.map((each) => ({ ...each, fields: each.fields as unknown as Field[] })),
    connections,
    people: people.map(({ id, name, role }) => ({ id, name, role })),
  };
}
