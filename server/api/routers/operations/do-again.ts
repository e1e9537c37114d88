import { z } from "zod";
import { procedureFor } from "@/server/api/trpc";
import { jsonObjectSchema } from "@/server/connectors/json";
import { doAgain as doActionAgain } from "@/server/operations/do-again";
import { whyInput } from "./why";

export const doAgain = procedureFor("admin")
  .input(z.strictObject({ effectId: z.uuid(), input: jsonObjectSchema, why: whyInput }))
  .mutation(({ ctx, input: { effectId, ...order } }) => doActionAgain(ctx.viewer, effectId, order));
