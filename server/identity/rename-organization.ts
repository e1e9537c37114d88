import { identityPool } from "./pool";

/** What people see an organization called once they are signed in. */
export async function renameOrganization(organizationId: string, name: string): Promise<void> {
  await identityPool().query("UPDATE organization SET name = $2 WHERE id = $1::uuid", [organizationId, name]);
}
