import { randomUUID } from "node:crypto";
import { createConnection } from "@/server/connections/save-connection";
import { inOrganization, inOrganizationFast } from "@/server/db/in-organization";
import { toJson } from "@/server/db/json";
import { type EffectRow, readEffect } from "@/server/effects/effect-row";
import { performEffect } from "@/server/effects/perform-effect";
import { currentCap } from "@/server/guardrails/money-caps";
import { setMoneyCap } from "@/server/guardrails/set-money-cap";
import type { JsonObject } from "@/workflow/json";
import type { Field } from "@/workflow/nodes/define";
import type { EffectRequest } from "@/workflow/ports";
import { JUST_NOW } from "./clock";
import type { TestOrganization } from "./organization";
import type { TestRun } from "./run";

const FIELDS: Field[] = [
  { key: "name", label: "Name", type: "text" },
  { key: "status", label: "Status", type: "choice", options: ["open", "closed"] },
  { key: "amount", label: "Amount", type: "money" },
  { key: "currency", label: "Currency", type: "text" },
];

/** A collection of things with a name, a status and an amount. */
export async function makeCollection(organizationId: string): Promise<{ collectionId: string }> {
  const key = `things-${randomUUID().slice(0, 8)}`;
  return inOrganization(organizationId, async ({ db }) => {
    const data = { organizationId, key, name: "Things", titleField: "name", fields: toJson(FIELDS) };
    const { id } = await db.collection.create({ data });
    return { collectionId: id };
  });
}

export async function makeRecord(
  organizationId: string,
  collectionId: string,
  data: JsonObject,
): Promise<string> {
  return inOrganization(organizationId, async ({ db }) => {
    const { id } = await db.record.create({ data: { organizationId, collectionId, data: toJson(data) } });
    return id;
  });
}

export async function recordOf(organizationId: string, id: string) {
  return inOrganization(organizationId, ({ db }) => db.record.findUniqueOrThrow({ where: { id } }));
}

export async function setCap(
  organization: TestOrganization,
  currency: string,
  capPerAction: string,
): Promise<void> {
  await inOrganizationFast(organization.id, async (tx) => {
    const version = (await currentCap(tx, currency))?.version ?? 0;
    await setMoneyCap(tx, { currency, capPerAction, budgetPerDay: null, version }, organization.people.admin);
  });
}

/** What a node of this run wants done, for an item where one is named; the same node again is the same action. */
export function perform(
  organizationId: string,
  run: TestRun,
  nodeId: string,
  request: EffectRequest,
  { item, itemId }: { item: string; itemId?: string } = { item: "" },
) {
  const { runId, workflowId, versionId, eventId } = run;
  const origin = {
    runId,
    runStatus: "running",
    subject: "",
    workflowId,
    workflowName: "Example",
    workflowVersionId: versionId,
    eventId,
    nodeId,
    item,
    nodeName: nodeId,
  } as const;
  return performEffect<never>(
    { origin, itemId, request },
    {
      transact: (work) => inOrganizationFast(organizationId, work),
      begun: () => undefined,
      ended: () => undefined,
    },
  );
}

export async function effectOf(organizationId: string, effectId: string): Promise<EffectRow> {
  const effect = await inOrganizationFast(organizationId, (tx) => readEffect(tx, effectId));
  if (!effect) throw new Error("The action is not there.");
  return effect;
}

/** Makes everything that waits for its time due, as if that time had passed. */
export async function passTime(organizationId: string): Promise<void> {
  await inOrganizationFast(organizationId, async (tx) => {
    await tx.query(`UPDATE effect SET next_attempt_at = ${JUST_NOW} WHERE next_attempt_at IS NOT NULL`);
    await tx.query(`UPDATE effect SET report_due_at = ${JUST_NOW} WHERE report_due_at IS NOT NULL`);
    await tx.query(`UPDATE event SET retry_at = ${JUST_NOW} WHERE retry_at IS NOT NULL`);
    await tx.query(`UPDATE effect SET lease_until = ${JUST_NOW} WHERE state = 'sending'`);
    await tx.query(
      `UPDATE connection SET probe_at = ${JUST_NOW}, slot_at = ${JUST_NOW} WHERE probe_at IS NOT NULL OR slot_at IS NOT NULL`,
    );
  });
}

export async function verbsOf(organizationId: string, effectId: string): Promise<string[]> {
  const rows = await inOrganizationFast(organizationId, (tx) =>
    tx.query<{ verb: string }>("SELECT verb FROM audit_entry WHERE effect_id = $1::uuid ORDER BY id", [
      effectId,
    ]),
  );
  return rows.map(({ verb }) => verb);
}

/** A connection of an organization; the name is made unique. */
export async function makeConnection(
  organization: TestOrganization,
  connection: { connector: string; config: JsonObject; secret?: JsonObject },
): Promise<string> {
  const name = `${connection.connector} ${randomUUID().slice(0, 8)}`;
  const { id } = await inOrganization(organization.id, (tx) =>
    createConnection(tx, { name, ...connection }, organization.people.admin),
  );
  return id;
}
