import { z } from "zod";
import { procedureFor } from "@/server/api/trpc";
import { personActor } from "@/server/audit/person-actor";
import { inOrganizationFast } from "@/server/db/in-organization";
import { stopSending as stop } from "@/server/operations/sending";
import { whyInput } from "./why";

export const stopSending = procedureFor("admin")
  .input(z.strictObject({ why: whyInput }))
  .mutation(({ ctx, input }) =>
    inOrganizationFast(ctx.viewer.organizationId, (tx) => stop(tx, personActor(ctx.viewer), input.why)),
  );
