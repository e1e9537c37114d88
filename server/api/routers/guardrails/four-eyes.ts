import { z } from "zod";
import { procedureFor } from "@/server/api/trpc";
import { inOrganizationFast } from "@/server/db/in-organization";
import { FOUR_EYES, FOUR_EYES_KINDS } from "@/server/guardrails/four-eyes/four-eyes-rule";
import { previewFourEyes as preview } from "@/server/guardrails/four-eyes/preview-four-eyes";
import { readRule, setRule } from "@/server/guardrails/rules/standing-rule";

/** What a person sets; what is wrong with it is said when it is set (FOUR_EYES.schema). */
const fourEyesInput = z.strictObject({
  kinds: z.array(z.enum(FOUR_EYES_KINDS)).max(10),
  amounts: z.array(z.strictObject({ currency: z.string().max(10), above: z.string().max(30) })).max(100),
  reversals: z.enum(["anybody", "not-releaser", "nobody"]),
});

export const fourEyes = procedureFor("admin", "builder").query(({ ctx }) =>
  inOrganizationFast(ctx.viewer.organizationId, (tx) => readRule(tx, FOUR_EYES)),
);

export const previewFourEyes = procedureFor("admin")
  .input(fourEyesInput)
  .mutation(({ ctx, input }) => inOrganizationFast(ctx.viewer.organizationId, (tx) => preview(tx, input)));

export const setFourEyes = procedureFor("admin")
  /** The version that was read; 0 when there was none. */
  .input(fourEyesInput.extend({ version: z.int().min(0) }))
  .mutation(({ ctx, input: { version, ...rule } }) =>
    inOrganizationFast(ctx.viewer.organizationId, (tx) =>
      setRule(tx, FOUR_EYES, { rule, version }, ctx.viewer),
    ),
  );
