import { procedureFor } from "@/server/api/trpc";
import { previewDocument } from "@/server/connections/interface/read-given";
import { onBehalfOf } from "@/server/guardrails/hosts/on-behalf-of";
import { documentInput } from "./document-input";

/** Changes nothing; a mutation because a document is too large for an address. */
export const readDocument = procedureFor("admin")
  .input(documentInput)
  .mutation(({ ctx, input }) => onBehalfOf(ctx.viewer.organizationId, () => previewDocument(input)));
