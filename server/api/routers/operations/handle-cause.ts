import { z } from "zod";
import { procedureFor } from "@/server/api/trpc";
import { personActor } from "@/server/audit/person-actor";
import { handleCause as handle } from "@/server/operations/handle-cause";
import { whyInput } from "./why";

export const handleCause = procedureFor("admin")
  .input(
    z.strictObject({
      cause: z.strictObject({
        key: z.string().max(10_000),
        action: z.string().max(200),
        connectionId: z.uuid().nullable(),
        failureClass: z.string().max(50).nullable(),
      }),
      handling: z.discriminatedUnion("what", [
        z.strictObject({ what: z.literal("retry") }),
        z.strictObject({ what: z.literal("drop"), why: whyInput }),
      ]),
    }),
  )
  .mutation(({ ctx, input }) =>
    handle(ctx.viewer.organizationId, input.cause, input.handling, personActor(ctx.viewer)),
  );
