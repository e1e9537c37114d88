import { z } from "zod";
import { procedureFor } from "@/server/api/trpc";
import { inOrganizationFast } from "@/server/db/in-organization";
import { setMoneyCap as set } from "@/server/guardrails/set-money-cap";

export const setMoneyCap = procedureFor("admin")
  .input(
    z.strictObject({
      currency: z.string().trim().toUpperCase().length(3, "A currency is three letters, like EUR."),
      /** Exact decimal. */
      capPerAction: z.string().trim().max(20),
      /** The version that was read; 0 when there was none. */
      version: z.int().min(0),
    }),
  )
  .mutation(({ ctx, input }) =>
    inOrganizationFast(ctx.viewer.organizationId, (tx) => set(tx, input, ctx.viewer)),
  );
