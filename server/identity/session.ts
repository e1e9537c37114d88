import { auth, type Role } from "./auth";
import { identityPool } from "./pool";

/** The person behind a request, within one organization. */
export type Viewer = {
  id: string;
  name: string;
  email: string;
  organizationId: string;
  organizationName: string;
  role: Role;
};

/**
 * Who asks? The membership is read anew on each request, so that somebody who was demoted or removed is so
 * at once.
 * @returns null for no session, no membership, or an address that was never confirmed
 */
export async function readSession(headers: Headers): Promise<Viewer | null> {
  const session = await auth().api.getSession({ headers });
  if (!session?.user.emailVerified || !session.session.activeOrganizationId) return null;
  const { rows } = await identityPool().query<{ role: Role; organizationName: string }>(
    `SELECT member.role, organization.name AS "organizationName"
     FROM member JOIN organization ON organization.id = member."organizationId"
     WHERE member."userId" = $1::uuid AND member."organizationId" = $2::uuid`,
    [session.user.id, session.session.activeOrganizationId],
  );
  const [member] = rows;
  if (!member) return null;
  return {
    id: session.user.id,
    name: session.user.name,
    email: session.user.email,
    organizationId: session.session.activeOrganizationId,
    ...member,
  };
}
