import { z } from "zod";
import { procedureFor } from "@/server/api/trpc";
import { confirmProposals as confirm } from "@/server/connections/interface/classify-operations";
import { inOrganizationFast } from "@/server/db/in-organization";
import { operationFilter } from "./document-input";

export const confirmProposals = procedureFor("admin")
  .input(operationFilter.extend({ keys: z.array(z.string().min(1).max(300)).max(5_000).optional() }))
  .mutation(({ ctx: { viewer }, input }) =>
    inOrganizationFast(viewer.organizationId, (tx) => confirm(tx, input, viewer)),
  );
