import { procedureFor } from "@/server/api/trpc";
import { previewDocument } from "@/server/connections/interface/read-given";
import { documentInput } from "./document-input";

/** Changes nothing; a mutation because a document is too large for an address. */
export const readDocument = procedureFor("admin")
  .input(documentInput)
  .mutation(({ input }) => previewDocument(input));
