import { z } from "zod";
import { runEventName } from "@/server/db/outbox";
import { reportError } from "@/server/report-error";
import { failUnreadable } from "@/server/runs/fail-unreadable";
import { finishRun } from "@/server/runs/finish-run";
import { findRun } from "@/server/runs/load-run";
import { MendDrawing } from "@/workflow/plan/plan";
import type { Client } from "./client";
import { startSchema } from "./compile-function";

/** Hears of every run that an Inngest server gave up on; one for all workflows, as functions are counted. */
export const GAVE_UP = "gave-up";

/** As many as a server allows: what made it give up on the run, such as a worker that is down, may last. */
const RETRIES = 20;

const failureSchema = z.object({
  error: z.object({ message: z.string() }).catch({ message: "It did not say why." }),
  event: z.object({ name: z.string(), data: z.unknown() }),
});

/** Ends a run that the engine gave up on: it must not look as if it went on. */
export async function giveUp(event: { data?: unknown }, error: string): Promise<void> {
  const run = startSchema.safeParse(event.data);
  reportError(new Error(`The engine gave up on a run: ${error}`));
  if (!run.success) return;
  try {
    const known = await findRun(run.data);
    if (known) await finishRun(known, true);
  } catch (fault) {
    if (!(fault instanceof MendDrawing)) throw fault;
    await failUnreadable(run.data, `${fault.message} Mend the drawing and publish it again.`);
  }
}

/** The function through which an Inngest server tells of it. */
export function gaveUpFunction(client: Client) {
  return client.createFunction(
    { id: GAVE_UP, retries: RETRIES, triggers: [{ event: "inngest/function.failed" }] },
    async ({ event }) => {
      const failure = failureSchema.safeParse(event.data);
      // A server may have other apps: their failures are told here as well.
      if (!failure.success || !failure.data.event.name.startsWith(runEventName(""))) return;
      await giveUp(failure.data.event, failure.data.error.message);
    },
  );
}
