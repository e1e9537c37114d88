import { z } from "zod";
import { procedureFor } from "@/server/api/trpc";
import { inOrganization } from "@/server/db/in-organization";
import { pasteSecret as paste } from "@/server/workflows/webhook-secrets";

const secretSchema = z
  .string()
  .trim()
  .min(16, "A secret has at least 16 characters. Copy it completely, or choose a longer one at the sender.")
  .max(500, "A secret has at most 500 characters. Copy only the secret.")
  .regex(/^[\x21-\x7e]+$/, "A secret has no spaces or accents. Copy only the secret.");

export const pasteSecret = procedureFor("admin", "builder")
  .input(z.strictObject({ endpointId: z.uuid(), secret: secretSchema }))
  .mutation(async ({ ctx, input: { endpointId, secret } }) => {
    await inOrganization(ctx.viewer.organizationId, (tx) => paste(tx, endpointId, secret, ctx.viewer));
    return { endpointId };
  });
