import { setTimeout as pause } from "node:timers/promises";
import type { Failpoint } from "./names";
import { type Behaviour, parseSpec } from "./spec";

/** What happens at a failpoint can be told and tried without ending the process that tries it. */
export type Means = { say(line: string): void; kill(): void };

/** What a failpoint that was told to throw throws; as unforeseen as a fault of our own. */
export class FailpointReached extends Error {
  override name = "FailpointReached";
}

const NEVER = new Promise<never>(() => undefined);

/**
 * What failpoints do in a process with these variables; undefined, and so nothing, without HANDOFF_FAILPOINTS.
 * In production they are refused, unless HANDOFF_ALLOW_FAILPOINTS says that it is one to be broken.
 * @throws RangeError where they are refused or the text cannot be read: a process that was meant to fail and
 *   does not proves nothing
 */
export function arm(
  variables: { readonly [name: string]: string | undefined },
  means: Means,
): ((name: Failpoint) => Promise<void> | undefined) | undefined {
  const text = variables.HANDOFF_FAILPOINTS;
  if (!text) return undefined;
  if (variables.NODE_ENV === "production" && variables.HANDOFF_ALLOW_FAILPOINTS !== "yes") {
    throw new RangeError(
      "HANDOFF_FAILPOINTS breaks this process on purpose. Unset it, or set HANDOFF_ALLOW_FAILPOINTS=yes if that is meant.",
    );
  }
  const behaviourAt = parseSpec(text);
  const hits = new Map<Failpoint, number>();
  return (name) => {
    const hit = (hits.get(name) ?? 0) + 1;
    hits.set(name, hit);
    const behaviour = behaviourAt(name, hit);
    return behaviour && behave(behaviour, `failpoint ${name} ${hit}`, means);
  };
}

async function behave(behaviour: Behaviour, where: string, { say, kill }: Means): Promise<void> {
  say(`${where} ${behaviour.kind}`);
  switch (behaviour.kind) {
    case "kill":
      kill();
      return NEVER;
    case "throw":
      throw new FailpointReached(`Thrown at ${where}.`);
    case "delay":
      await pause(behaviour.ms);
  }
}
