import { createHash } from "node:crypto";
import { FAILPOINTS, type Failpoint, isFailpoint } from "./names";

export type Behaviour = { kind: "kill" } | { kind: "throw" } | { kind: "delay"; ms: number };

/** What to do at the n-th hit of a failpoint; undefined: go on. */
export type Spec = (name: Failpoint, hit: number) => Behaviour | undefined;

const DELAY_MS = 50;
const HELP = `Write HANDOFF_FAILPOINTS as "kill@gateway.after-call:2" (also throw@, delay@; the number is the hit, 1 unless given) or "random:<seed>:<kills in 10,000>:<throws in 10,000>:<delays in 10,000>", several with commas.`;

/** @throws RangeError for what cannot be read */
export function parseSpec(text: string): Spec {
  const rules = text.split(",").map((part) => parseRule(part.trim()));
  return (name, hit) => {
    for (const rule of rules) {
      const behaviour = rule(name, hit);
      if (behaviour) return behaviour;
    }
    return undefined;
  };
}

function parseRule(text: string): Spec {
  const [, seed, kills, throws, delays] = /^random:([^:]+):(\d+):(\d+):(\d+)$/.exec(text) ?? [];
  if (seed !== undefined) return byChance(seed, Number(kills), Number(throws), Number(delays));
  const [, kind, name = "", at = "1"] = /^(kill|throw|delay)@([a-z.-]+)(?::(\d+))?$/.exec(text) ?? [];
  if (!kind || !isFailpoint(name)) {
    throw new RangeError(
      `“${text}” names no failpoint. ${HELP} The failpoints are ${FAILPOINTS.join(", ")}.`,
    );
  }
  const behaviour = behaviourOf(kind as Behaviour["kind"]);
  return (reached, hit) => (reached === name && hit === Number(at) ? behaviour : undefined);
}

/** By chance, but the same for the same seed, failpoint and hit, whatever else the process does. */
function byChance(seed: string, kills: number, throws: number, delays: number): Spec {
  return (name, hit) => {
    const drawn = createHash("sha256").update(`${seed}/${name}/${hit}`).digest().readUInt32BE(0) % 10_000;
    if (drawn < kills) return behaviourOf("kill");
    if (drawn < kills + throws) return behaviourOf("throw");
    return drawn < kills + throws + delays ? behaviourOf("delay") : undefined;
  };
}

function behaviourOf(kind: Behaviour["kind"]): Behaviour {
  return kind === "delay" ? { kind, ms: DELAY_MS } : { kind };
}
