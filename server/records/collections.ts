import { z } from "zod";
import { appendAudit } from "@/server/audit/append";
import { personActor } from "@/server/audit/person-actor";
import type { PrismaTx } from "@/server/db/in-organization";
import { toJson } from "@/server/db/json";
import { MendInput } from "@/server/errors";
import type { Viewer } from "@/server/identity/session";
import { FIELD_TYPES, type Field } from "@/workflow/nodes/define";

export type CollectionInfo = {
  id: string;
  key: string;
  name: string;
  titleField: string;
  fields: Field[];
  /** Records that are not deleted. */
  records: number;
};

export const fieldSchema: z.ZodType<Field> = z.strictObject({
  key: z
    .string()
    .regex(
      /^[a-z][A-Za-z0-9_]{0,59}$/,
      "A field's key is letters and digits, and begins with a small letter.",
    ),
  label: z.string().trim().min(1).max(80),
  type: z.enum(FIELD_TYPES),
  options: z.array(z.string().min(1).max(120)).max(100).optional(),
  required: z.boolean().optional(),
});

export async function listCollections(tx: PrismaTx): Promise<CollectionInfo[]> {
  const rows = await tx.db.collection.findMany({
    orderBy: { name: "asc" },
    include: { _count: { select: { records: { where: { deletedAt: null } } } } },
  });
  return rows.map(({ id, key, name, titleField, fields, _count }) => ({
    id,
    key,
    name,
    titleField,
    // Written only here, as Field[].
    fields: fields as unknown as Field[],
    records: _count.records,
  }));
}

/** @throws MendInput when the key is taken, a field stands twice, or the title field is not among them */
export async function createCollection(
  tx: PrismaTx,
  input: { key: string; name: string; titleField: string; fields: Field[] },
  by: Viewer,
): Promise<{ id: string }> {
  const { key, name, titleField, fields } = input;
  const twice = fields.find((field, index) => fields.findIndex((each) => each.key === field.key) !== index);
  if (twice) throw new MendInput(`The field “${twice.key}” stands there twice. Rename one.`, "fields");
  if (!fields.some((field) => field.key === titleField)) {
    throw new MendInput("Choose one of the fields to name a record by.", "titleField");
  }
  const taken = await tx.db.collection.findFirst({ where: { key }, select: { id: true } });
  if (taken) throw new MendInput(`There is a collection “${key}” already. Choose another key.`, "key");
  const { id } = await tx.db.collection.create({
    data: { organizationId: tx.organizationId, key, name, titleField, fields: toJson(fields) },
  });
  appendAudit(tx, {
    actor: personActor(by),
    verb: "collection.created",
    object: { kind: "collection", id, name },
    summary: `Created the collection “${name}”`,
    after: { key, name, titleField, fields: fields.map((field) => field.key) },
  });
  tx.announce("records");
  return { id };
}
