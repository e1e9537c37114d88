import { inOrganizationFast } from "@/server/db/in-organization";
import type { Tx } from "@/server/db/tx";
import { identityPool } from "@/server/identity/pool";
import { decryptSecret, EnterSecretAgain, encryptSecret, newestPrefix } from ".";

/** Where secrets stand, and what each is bound to beside its organization. */
const PLACES = [
  { table: "connection", column: "secret", key: "id", id: "id::text" },
  { table: "endpoint", column: "secret", key: "id", id: "id::text" },
  { table: "endpoint", column: "previous_secret", key: "id", id: "id::text" },
  { table: "alert_settings", column: "webhook_secret", key: "organization_id", id: "'alert-webhook'" },
] as const;

const AT_ONCE = 200;

export type ReEncrypted = {
  changed: number;
  /** No key that is known opens these: whoever needs one is told to enter it again. */
  unreadable: number;
};

/**
 * Encrypts every secret of every organization under the newest key that is not yet. What is changed meanwhile keeps
 * the change; whoever reads meanwhile reads either form.
 */
export async function reEncryptAll(): Promise<ReEncrypted> {
  const { rows } = await identityPool().query<{ id: string }>("SELECT id FROM organization");
  const sum: ReEncrypted = { changed: 0, unreadable: 0 };
  for (const { id } of rows) {
    for (const place of PLACES) {
      const { changed, unreadable } = await reEncrypt(id, place);
      sum.changed += changed;
      sum.unreadable += unreadable;
    }
  }
  return sum;
}

async function reEncrypt(organizationId: string, place: (typeof PLACES)[number]): Promise<ReEncrypted> {
  const sum: ReEncrypted = { changed: 0, unreadable: 0 };
  for (let after = NIL; ; ) {
    const rows = await inOrganizationFast(organizationId, (tx) => changeSome(tx, place, after, sum));
    const last = rows.at(-1);
    if (!last || rows.length < AT_ONCE) return sum;
    after = last.key;
  }
}

const NIL = "00000000-0000-0000-0000-000000000000";

async function changeSome(
  tx: Tx,
  { table, column, key, id }: (typeof PLACES)[number],
  after: string,
  sum: ReEncrypted,
): Promise<{ key: string }[]> {
  const { organizationId } = tx;
  const rows = await tx.query<{ key: string; id: string; stored: string }>(
    `SELECT ${key} AS key, ${id} AS id, ${column} AS stored FROM ${table}
     WHERE ${column} IS NOT NULL AND NOT starts_with(${column}, $1) AND ${key} > $2::uuid ORDER BY ${key} LIMIT ${AT_ONCE}`,
    [newestPrefix(), after],
  );
  for (const row of rows) {
    const owner = { organizationId, id: row.id };
    try {
      const fresh = encryptSecret(owner, decryptSecret(owner, row.stored));
      // Whoever saved another one meanwhile has saved it under a newer key, or comes in the next round.
      tx.send(`UPDATE ${table} SET ${column} = $3 WHERE ${key} = $1::uuid AND ${column} = $2`, [
        row.key,
        row.stored,
        fresh,
      ]);
      sum.changed += 1;
    } catch (error) {
      if (!(error instanceof EnterSecretAgain)) throw error;
      sum.unreadable += 1;
    }
  }
  return rows;
}
