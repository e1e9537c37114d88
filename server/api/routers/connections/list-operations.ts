import { z } from "zod";
import { pageInput } from "@/server/api/page-input";
import { procedureFor } from "@/server/api/trpc";
import { listOperations } from "@/server/connections/interface/list-operations";
import { inOrganizationFast } from "@/server/db/in-organization";
import { operationFilter } from "./document-input";

export const operations = procedureFor("admin", "builder")
  .input(
    operationFilter.extend({
      cursor: z.int().min(0).max(10_000).nullish(),
      direction: pageInput.direction,
    }),
  )
  .query(({ ctx, input: { cursor, direction: _, ...filter } }) =>
    inOrganizationFast(ctx.viewer.organizationId, (tx) =>
      listOperations(tx, { ...filter, offset: cursor ?? 0 }),
    ),
  );
