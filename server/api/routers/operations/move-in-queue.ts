import { z } from "zod";
import { procedureFor } from "@/server/api/trpc";
import { personActor } from "@/server/audit/person-actor";
import { inOrganizationFast } from "@/server/db/in-organization";
import { moveInQueue as move } from "@/server/operations/order-queue";

export const moveInQueue = procedureFor("admin")
  /** `before`: the action it goes before; null puts it first. */
  .input(z.strictObject({ effectId: z.uuid(), before: z.uuid().nullable() }))
  .mutation(({ ctx, input }) =>
    inOrganizationFast(ctx.viewer.organizationId, (tx) => move(tx, input, personActor(ctx.viewer))),
  );
