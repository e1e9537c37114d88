import { z } from "zod";
import { procedureFor } from "@/server/api/trpc";
import { inOrganizationFast } from "@/server/db/in-organization";
import { HOSTS } from "@/server/guardrails/hosts/hosts-rule";
import { previewHosts as preview } from "@/server/guardrails/hosts/preview-hosts";
import { readRule, setRule } from "@/server/guardrails/rules/standing-rule";

/** What a person sets; what is wrong with it is said when it is set (HOSTS.schema). */
const hostsInput = z.strictObject({ hosts: z.array(z.string().max(1_000)).max(5_000) });

export const hosts = procedureFor("admin", "builder").query(({ ctx }) =>
  inOrganizationFast(ctx.viewer.organizationId, (tx) => readRule(tx, HOSTS)),
);

/** A mutation by its method only: lists are longer than an address may be. */
export const previewHosts = procedureFor("admin")
  .input(hostsInput)
  .mutation(({ ctx, input }) => inOrganizationFast(ctx.viewer.organizationId, (tx) => preview(tx, input)));

export const setHosts = procedureFor("admin")
  /** The version that was read; 0 when there was none. */
  .input(hostsInput.extend({ version: z.int().min(0) }))
  .mutation(({ ctx, input: { version, ...rule } }) =>
    inOrganizationFast(ctx.viewer.organizationId, (tx) => setRule(tx, HOSTS, { rule, version }, ctx.viewer)),
  );
