import { z } from "zod";
import { procedureFor } from "@/server/api/trpc";
import { importDocument as importInto } from "@/server/connections/interface/import-document";
import { readGiven } from "@/server/connections/interface/read-given";
import { inOrganizationFast } from "@/server/db/in-organization";
import { onBehalfOf } from "@/server/guardrails/hosts/on-behalf-of";
import { documentInput } from "./document-input";

export const importDocument = procedureFor("admin")
  .input(z.strictObject({ connectionId: z.uuid(), document: documentInput }))
  .mutation(async ({ ctx: { viewer }, input: { connectionId, document } }) => {
    const read = await onBehalfOf(viewer.organizationId, () => readGiven(document));
    return inOrganizationFast(viewer.organizationId, (tx) => importInto(tx, connectionId, read, viewer));
  });
