import { z } from "zod";
import { procedureFor } from "@/server/api/trpc";
import { personActor } from "@/server/audit/person-actor";
import { inOrganizationFast } from "@/server/db/in-organization";
import { orderQueue as order, QUEUE_RULES } from "@/server/operations/order-queue";

export const orderQueue = procedureFor("admin")
  .input(z.strictObject({ connectionId: z.uuid(), rule: z.enum(QUEUE_RULES) }))
  .mutation(({ ctx, input }) =>
    inOrganizationFast(ctx.viewer.organizationId, (tx) => order(tx, input, personActor(ctx.viewer))),
  );
