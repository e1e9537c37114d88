import { z } from "zod";
import { procedureFor } from "@/server/api/trpc";
import { entryIdSchema, readEntry } from "@/server/audit/list-entries";
import { traceCause } from "@/server/audit/trace-cause";
import { inOrganizationFast } from "@/server/db/in-organization";
import { readEffectSummary } from "@/server/effects/effect-summary";
import { previewReversal } from "@/server/effects/reverse-effect";
import { LookElsewhere } from "@/server/errors";

/** One entry with how it came about, its action, and whether that can be taken back. */
export const get = procedureFor("admin", "builder")
  .input(z.strictObject({ entryId: entryIdSchema }))
  .query(async ({ ctx, input }) => {
    const { organizationId } = ctx.viewer;
    const found = await inOrganizationFast(organizationId, async (tx) => {
      const entry = await readEntry(tx, input.entryId);
      if (!entry) throw new LookElsewhere("This entry is not there.");
      const effect = entry.effectId ? await readEffectSummary(tx, entry.effectId) : null;
      return { entry, chain: await traceCause(tx, entry), effect };
    });
    const { effect } = found;
    return {
      ...found,
      reversal: effect ? await previewReversal(organizationId, effect.id, ctx.viewer.id) : null,
    };
  });
