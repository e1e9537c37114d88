import { inOrganizationFast } from "@/server/db/in-organization";

/** The time zone an organization tells its times in; UTC before it chose one. */
export async function readTimeZone(organizationId: string): Promise<string> {
  const [row] = await inOrganizationFast(organizationId, (tx) =>
    tx.query<{ timeZone: string }>('SELECT time_zone AS "timeZone" FROM organization_settings'),
  );
  return row?.timeZone ?? "UTC";
}
