import { z } from "zod";
import { pageInput } from "@/server/api/page-input";
import { procedureFor } from "@/server/api/trpc";
import { listEntries } from "@/server/audit/list-entries";
import { VERBS, type Verb } from "@/server/audit/verbs";
import { inOrganizationFast } from "@/server/db/in-organization";

const verb = z.enum(Object.keys(VERBS) as [Verb, ...Verb[]]);

export const list = procedureFor("admin", "builder")
  .input(
    z.strictObject({
      actorId: z.string().max(64).optional(),
      actorKind: z.enum(["person", "workflow", "system"]).optional(),
      verbs: z.array(verb).max(50).optional(),
      objectKind: z.string().max(60).optional(),
      objectId: z.string().max(100).optional(),
      runId: z.uuid().optional(),
      workflowId: z.uuid().optional(),
      effectId: z.uuid().optional(),
      text: z.string().trim().max(200).optional(),
      from: z.date().optional(),
      to: z.date().optional(),
      ...pageInput,
    }),
  )
  .query(({ ctx, input: { limit, cursor, direction: _, ...filter } }) =>
    inOrganizationFast(ctx.viewer.organizationId, (tx) => listEntries(tx, filter, { limit, cursor })),
  );
