import { procedureFor } from "@/server/api/trpc";
import { personActor } from "@/server/audit/person-actor";
import { inOrganizationFast } from "@/server/db/in-organization";
import { resumeSending as resume } from "@/server/operations/sending";

export const resumeSending = procedureFor("admin").mutation(({ ctx }) =>
  inOrganizationFast(ctx.viewer.organizationId, (tx) => resume(tx, personActor(ctx.viewer))),
);
