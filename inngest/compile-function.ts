import { z } from "zod";
import { runEventName } from "@/server/db/outbox";
import { failpoint } from "@/server/failpoints/failpoint";
import { reportError } from "@/server/report-error";
import { finishRun } from "@/server/runs/finish-run";
import type { LoadedRun } from "@/server/runs/load-run";
import { interpret } from "@/workflow/plan/interpret";
import type { Plan } from "@/workflow/plan/plan";
import { callOf } from "./call";
import type { Client } from "./client";
import { inngestDriver, NodeFailed, RunEnded, type Steps } from "./driver";
import { runChunk } from "./for-each";
import { handOver, knownOf, type Leg } from "./legs";
import { concurrencyOf, type PublishedWorkflow } from "./limits-of";

/** Attempts after the first, for what fails on our side; what a provider does never makes a step fail. */
const RETRIES = 4;

/**
 * What steps came to is told to the engine some at a time, and at least once a second: a call to it costs more
 * than a step. What a crash takes is executed again and finds what it left, as any step that runs twice does.
 */
const CHECKPOINTING = { bufferedSteps: 20, maxInterval: 1_000 };

/** What a run's event carries: ids, never content. */
export const startSchema = z.object({
  runId: z.uuid(),
  organizationId: z.uuid(),
  /** A part of the items of a "for each", instead of the run itself. */
  forEach: z.string().optional(),
  chunk: z.int().min(0).optional(),
  /** Which of its legs, from 0: what settled in those before is known, and not asked for again. */
  leg: z.int().min(0).optional(),
});

/** One function per workflow, for ever: an id per version would reset what the engine knows of it. */
function functionId(workflowId: string): string {
  return `wf-${workflowId}`;
}

/** A workflow as the engine is told about it: its only trigger is that a run of it was created. */
export function declareFunction(client: Client, workflow: PublishedWorkflow) {
  const concurrency = concurrencyOf(workflow);
  return client.createFunction(
    {
      id: functionId(workflow.id),
      retries: RETRIES,
      triggers: [{ event: runEventName(workflow.id) }],
      concurrency,
    },
    async () => {
      throw new Error("A declared function was called; runs are served by their own version.");
    },
  );
}

/**
 * One version of a workflow as the function that runs it. It has no triggers: the engine's check of an
 * event's name against them would end runs that began before a change.
 */
export function compileFunction(
  client: Client,
  compiled: { workflowId: string; plan: Plan; triggerNodeId: string },
) {
  return client.createFunction(
    { id: functionId(compiled.workflowId), retries: RETRIES, triggers: [], checkpointing: CHECKPOINTING },
    async (context) => {
      // The engine's own type also tells how results change on their way through JSON; ours are JSON already.
      const steps = context.step as unknown as Steps;
      const start = startSchema.parse(context.event.data);
      const call = callOf(context);
      const { run } = call;
      const leg = { start, call, eventId: context.event.id ?? "" };
      if (start.forEach === undefined || start.chunk === undefined)
        await runCompiled(compiled, run, leg, steps);
      else await runChunk(run, { forEach: start.forEach, chunk: start.chunk }, leg, steps);
    },
  );
}

/** Interprets a plan with the engine's steps and ends the run. */
async function runCompiled(
  { plan, triggerNodeId }: { plan: Plan; triggerNodeId: string },
  run: LoadedRun,
  leg: Leg,
  steps: Steps,
): Promise<void> {
  if (await handOver(leg, run, [run], steps)) return;
  const [known] = await knownOf(leg, [run], steps);
  let fault: string | undefined;
  try {
    await interpret(plan, triggerNodeId, inngestDriver(steps, run), known);
  } catch (error) {
    if (error instanceof RunEnded) return;
    if (!(error instanceof NodeFailed)) fault = error instanceof Error ? error.message : String(error);
  }
  await steps.run("run:finish", async () => {
    const { failedBy } = await finishRun(run, fault !== undefined);
    await failpoint("run.after-finish");
    if (failedBy === "fault") reportError(new Error(`Run ${run.id} failed: ${fault}`));
    return { failedBy };
  });
}
