import { z } from "zod";
import { saveAlertSettings } from "@/server/alerts/settings";
import { procedureFor } from "@/server/api/trpc";
import { inOrganizationFast } from "@/server/db/in-organization";

export const saveAlerts = procedureFor("admin")
  .input(
    z.strictObject({
      emails: z
        .array(z.email("Give email addresses, like name@example.com, one a line.").max(254))
        .max(10, "At most ten addresses. A mailing list reaches more."),
      mailConnectionId: z.uuid().nullable(),
      webhookUrl: z
        .url({ protocol: /^https?$/, error: "Give the whole address, like https://example.com/alerts." })
        .max(2_000)
        .refine((url) => !/^https?:\/\/[^/]*@/.test(url), "Leave out the user name; alerts are signed.")
        .nullable(),
      webhookInside: z.boolean(),
      queueMinutes: z.int().min(1, "At least one minute.").max(10_080, "At most a week, 10080 minutes."),
      stuckCount: z.int().min(1, "At least one.").max(10_000, "At most 10000."),
    }),
  )
  .mutation(({ ctx, input }) =>
    inOrganizationFast(ctx.viewer.organizationId, (tx) => saveAlertSettings(tx, input, ctx.viewer)),
  );
