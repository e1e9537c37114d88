import { type Executor, NeedsMending } from "@/workflow/ports";
import { requireText } from "../../resolve";
import { UNIT_MS } from "../../settings";
import { counted, humanise } from "../../words";
import type { WaitForEventConfig } from "./definition";

/** What an event is known by is an id or a name, no text. */
const LONGEST = 500;

export const waitForEventExecutor: Executor<WaitForEventConfig> = {
  async run(call) {
    const { config, services } = call;
    const { endpointId, within } = config;
    const match: { [field: string]: string } = {};
    for (const { field, value } of config.match) {
      const label = humanise(field);
      const text = requireText({ value, call, field: "match", label });
      if (text.length > LONGEST) {
        throw new NeedsMending(
          `“${label}” is too long to know an event by: ${text.length} characters.`,
          "match",
        );
      }
      match[field] = text;
    }
    const until = new Date(services.now.getTime() + within.amount * UNIT_MS[within.unit]).toISOString();
    const known = Object.entries(match).map(([field, text]) => `${humanise(field)} ${text}`);
    const time = counted(within.amount, within.unit.slice(0, -1));
    return {
      kind: "await",
      endpointId,
      match,
      until,
      reason: `Waits for an event with ${known.join(", ")}, for ${time} at most`,
    };
  },
};
