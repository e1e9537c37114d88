import { z } from "zod";
import { procedureFor } from "@/server/api/trpc";
import { importDocument } from "@/server/connections/interface/import-document";
import { readGiven } from "@/server/connections/interface/read-given";
import { createConnection } from "@/server/connections/save-connection";
import { jsonObjectSchema } from "@/server/connectors/json";
import { inOrganization } from "@/server/db/in-organization";
import { onBehalfOf } from "@/server/guardrails/hosts/on-behalf-of";
import { documentInput } from "./document-input";

export const connectDocument = procedureFor("admin")
  .input(
    z.strictObject({
      name: z.string().trim().min(1, "Give the connection a name.").max(80),
      config: jsonObjectSchema,
      /** Credentials; encrypted, and never given out again. */
      secret: jsonObjectSchema.nullish(),
      document: documentInput,
    }),
  )
  .mutation(async ({ ctx: { viewer }, input: { document, ...connection } }) => {
    const read = await onBehalfOf(viewer.organizationId, () => readGiven(document));
    return inOrganization(viewer.organizationId, async (tx) => {
      const { id: connectionId } = await createConnection(
        tx,
        { connector: "openapi", ...connection },
        viewer,
      );
      const imported = await importDocument(tx, connectionId, read, viewer);
      return { connectionId, ...imported };
    });
  });
