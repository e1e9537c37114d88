import { z } from "zod";
import { inOrganizationFast } from "@/server/db/in-organization";
import { checkSubmission } from "@/server/intake/check-submission";
import { raiseEvent } from "@/server/triggers/raise-event";
import { defineAction } from "../define";
import { MendAction } from "../failures";
import { jsonObjectSchema } from "../json";
import { followRun, readStarted } from "./follow-run";
import { readCause, readTarget } from "./target";

/**
 * Starts a run of another workflow by an event of its own, whose id is the action's key: however often this is
 * tried, it is one event and so one run. With `wait` the action ends when that run has.
 */
export const startWorkflow = defineAction({
  id: "workflows.start",
  label: "Start another workflow",
  connector: null,
  effect: "create",
  retry: "natural-key",
  reversal: {
    kind: "none",
    why: "A run that was started cannot be taken back. Cancel it if it still goes on, and take back what it did, action by action.",
  },
  input: z.strictObject({ workflowId: z.uuid(), inputs: jsonObjectSchema, wait: z.boolean() }),
  subject: ({ input, result, summary }) => ({
    kind: "workflow",
    id: input.workflowId,
    name: typeof result?.workflow === "string" ? result.workflow : summary,
  }),
  // Kept in the transaction that raises the event: without it there is none.
  find: async ({ kept }) => (kept === null ? null : { result: kept, evidence: {} }),
  execute: (call) =>
    inOrganizationFast(call.organizationId, async (tx) => {
      const { workflowId, inputs } = call.input;
      const target = await readTarget(tx, workflowId);
      const { body, problems } = checkSubmission(target.fields, inputs);
      const [problem] = Object.values(problems);
      if (problem !== undefined)
        throw new MendAction(`“${target.name}” cannot start with this: ${problem}`, "inputs");
      const eventId = await raiseEvent(tx, {
        endpointId: target.endpointId,
        workflow: { id: workflowId, name: target.name },
        externalId: call.key,
        body,
        cause: await readCause(tx, call.effectId),
      });
      if (eventId === null)
        throw new Error("The event that starts a workflow stood before its action was kept.");
      const result = { eventId, workflow: target.name, workflowId };
      call.keep(tx, { result });
      return { result, evidence: {} };
    }),
  verify: (call, { result }) =>
    inOrganizationFast(call.organizationId, async (tx) => {
      const started = await readStarted(tx, String(result.eventId));
      if (!started)
        return { state: "missing", reason: "The event that starts it is not there.", evidence: {} };
      const name = String(result.workflow);
      if (started.refusal !== "") return { state: "failed", reason: started.refusal, evidence: {} };
      if (call.input.wait)
        return { state: "pending", reason: `Waits for a run of “${name}” to end.`, evidence: {} };
      return { state: "confirmed", reason: `The event that starts “${name}” was kept.`, evidence: {} };
    }),
  follow: followRun,
  raised: ({ result }) => ({ eventId: String(result.eventId) }),
});
