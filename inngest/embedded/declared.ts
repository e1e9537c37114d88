import { z } from "zod";
import { type Limit, readLimits, UnsupportedFunction } from "./concurrency";

/** What functions may be started by: the engine finds a function by the name of its event. */
export const RUN_EVENT = "handoff/run.";
/** Told of by a call of its own (`onRunFailed`), never by an event. */
const FAILED_EVENT = "inngest/function.failed";

/** What an Inngest server can do with a function and this engine cannot. */
const UNSUPPORTED = {
  cancel: "cancelOn",
  batchEvents: "batchEvents",
  rateLimit: "rateLimit",
  throttle: "throttle",
  debounce: "debounce",
  priority: "priority",
  timeouts: "timeouts",
  singleton: "singleton",
  idempotency: "idempotency",
};

const functionSchema = z.looseObject({
  id: z.string(),
  triggers: z.array(z.looseObject({ event: z.string().optional(), expression: z.string().nullish() })),
  concurrency: z.unknown().optional(),
});
const registrationSchema = z.looseObject({ functions: z.array(functionSchema) });

/**
 * Reads a registration as the SDK sends it to any engine.
 * @returns the limits of each function that has any, by its id without the app's
 * @throws UnsupportedFunction naming what this engine cannot do
 */
export function readRegistration(body: unknown, appId: string): Map<string, Limit[]> {
  const { functions } = registrationSchema.parse(body);
  return new Map(
    functions.map((declared) => {
      const id = declared.id.replace(`${appId}-`, "");
      for (const [setting, name] of Object.entries(UNSUPPORTED)) {
        const value = declared[setting];
        if (value === undefined || value === null) continue;
        throw new UnsupportedFunction(`“${id}” asks for ${name}, which the embedded engine does not have.`);
      }
      for (const { event, expression } of declared.triggers) {
        if (expression || !(event === FAILED_EVENT || event === `${RUN_EVENT}${id.replace(/^wf-/, "")}`)) {
          throw new UnsupportedFunction(
            `“${id}” must have the one trigger “${RUN_EVENT}…”, with its own id and without a condition: the embedded engine starts functions by that alone.`,
          );
        }
      }
      return [id, readLimits(id, declared.concurrency)];
    }),
  );
}
