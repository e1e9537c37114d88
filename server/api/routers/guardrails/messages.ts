import { z } from "zod";
import { procedureFor } from "@/server/api/trpc";
import { inOrganizationFast } from "@/server/db/in-organization";
import { MESSAGES } from "@/server/guardrails/messages/messages-rule";
import { previewMessages as preview } from "@/server/guardrails/messages/preview-messages";
import { readRule, setRule } from "@/server/guardrails/rules/standing-rule";

const entries = z.array(z.string().max(1_000)).max(10_000);

/** What a person sets; what is wrong with it is said when it is set (MESSAGES.schema). */
const messagesInput = z.strictObject({
  complaints: entries,
  legal: entries,
  alsoArrived: z.boolean(),
  accounts: entries,
  fields: z
    .array(
      z.strictObject({
        field: z.string().max(200),
        is: z.enum(["equal", "at-least"]),
        value: z.string().max(1_000),
      }),
    )
    .max(100),
});

export const messages = procedureFor("admin", "builder").query(({ ctx }) =>
  inOrganizationFast(ctx.viewer.organizationId, (tx) => readRule(tx, MESSAGES)),
);

/** A mutation by its method only: lists are longer than an address may be. */
export const previewMessages = procedureFor("admin")
  .input(messagesInput)
  .mutation(({ ctx, input }) => inOrganizationFast(ctx.viewer.organizationId, (tx) => preview(tx, input)));

export const setMessages = procedureFor("admin")
  /** The version that was read; 0 when there was none. */
  .input(messagesInput.extend({ version: z.int().min(0) }))
  .mutation(({ ctx, input: { version, ...rule } }) =>
    inOrganizationFast(ctx.viewer.organizationId, (tx) =>
      setRule(tx, MESSAGES, { rule, version }, ctx.viewer),
    ),
  );
