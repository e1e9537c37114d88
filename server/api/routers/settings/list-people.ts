import { EVERYONE, procedureFor } from "@/server/api/trpc";
import { listPeople } from "@/server/identity/people";

export const people = procedureFor(...EVERYONE).query(({ ctx }) => listPeople(ctx.viewer.organizationId));
