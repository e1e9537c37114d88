import { isDeepStrictEqual } from "node:util";
import { appendAudit } from "@/server/audit/append";
import { personActor } from "@/server/audit/person-actor";
import type { Tx } from "@/server/db/tx";
import { LookAgain, MendInput } from "@/server/errors";
import type { Viewer } from "@/server/identity/session";
import type { JsonObject } from "@/workflow/json";
import type { RuleKind, Standing } from "./rule-kind";

/** A rule as the database has it. */
export type StoredRule = { version: number; rule: JsonObject };

/** The version of a kind of rule that counts, as an SQL expression: `StoredRule`, null when none was set. */
export const standingSql = ({ kind }: { kind: string }): string =>
  `(SELECT jsonb_build_object('version', version, 'rule', rule) FROM guardrail
    WHERE kind = '${kind}' ORDER BY version DESC LIMIT 1)`;

export async function readRule<Rule>(tx: Tx, kind: RuleKind<Rule>): Promise<Standing<Rule>> {
  const [row] = await tx.query<{ version: number; rule: unknown; changedAt: Date }>(
    `SELECT version, rule, created_at AS "changedAt" FROM guardrail WHERE kind = $1 ORDER BY version DESC LIMIT 1`,
    [kind.kind],
  );
  return row
    ? { version: row.version, rule: kind.schema.parse(row.rule), changedAt: row.changedAt }
    : { version: 0, rule: kind.none, changedAt: null };
}

const INSERT = `
  INSERT INTO guardrail (organization_id, kind, version, rule, created_by)
  VALUES ($1::uuid, $2, $3, $4::jsonb, $5::uuid) ON CONFLICT DO NOTHING RETURNING version`;

/**
 * Sets a rule: a new version each time, the old ones stay, and the log tells from what to what.
 * @param version the version that was read, 0 for none
 * @throws MendInput naming the field · LookAgain when somebody else changed it since
 */
export async function setRule<Rule>(
  tx: Tx,
  kind: RuleKind<Rule>,
  { rule, version }: { rule: Rule; version: number },
  by: Viewer,
): Promise<Standing<Rule>> {
  const after = checkedRule(kind, rule);
  const before = await readRule(tx, kind);
  const outrun = () => new LookAgain(`Somebody changed “${kind.name}” since you read it. Look at it again.`);
  if (before.version !== version) throw outrun();
  if (version > 0 && isDeepStrictEqual(before.rule, after)) return before;
  const [row] = await tx.query(INSERT, [
    tx.organizationId,
    kind.kind,
    version + 1,
    JSON.stringify(after),
    by.id,
  ]);
  if (!row) throw outrun();
  appendAudit(tx, {
    actor: personActor(by),
    verb: "guardrail.changed",
    object: { kind: "guardrail", id: kind.kind, name: kind.name },
    summary: kind.changes(before.rule, after) || `${kind.name}: set`,
    before: before.version === 0 ? null : told(before.rule, before.version),
    after: told(after, version + 1),
  });
  tx.announce("settings");
  return readRule(tx, kind);
}

/** @throws MendInput naming the field */
export function checkedRule<Rule>(kind: RuleKind<Rule>, rule: Rule): Rule {
  const parsed = kind.schema.safeParse(rule);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new MendInput(issue?.message ?? "This cannot be used.", String(issue?.path[0] ?? ""));
}

function told(rule: unknown, version: number): JsonObject {
  return { rule: rule as JsonObject, version };
}
