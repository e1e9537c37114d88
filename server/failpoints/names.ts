/** Every boundary of what must not be lost, in the order in which an event meets them. */
export const FAILPOINTS = [
  "intake.before-commit",
  "intake.after-commit",
  "router.before-commit",
  "router.after-commit",
  "relay.before-send",
  "relay.after-send",
  "relay.after-forget",
  "engine.after-claim",
  "engine.before-remember",
  "engine.after-remember",
  "engine.before-checkpoint",
  "engine.after-checkpoint",
  "engine.before-wait",
  "engine.before-park",
  "engine.before-end",
  "engine.after-drive",
  "nodes.before-save",
  "nodes.after-save",
  "action.before-intent-commit",
  "action.after-perform",
  "gateway.after-intent",
  "gateway.after-claim",
  "gateway.before-call",
  "gateway.after-call",
  "gateway.after-verify",
  "gateway.before-settle-commit",
  "gateway.after-settle",
  "drain.before-attempt",
  "circuit.before-close-commit",
  "reversal.after-intent",
  "reversal.after-attempt",
  "reversal.before-plan-commit",
  "reversal.before-step-commit",
  "reversal.after-step",
  "review.before-open-commit",
  "review.before-decide-commit",
  "node.before-settle",
  "run.before-finish-commit",
  "run.after-finish",
] as const;

export type Failpoint = (typeof FAILPOINTS)[number];

export function isFailpoint(name: string): name is Failpoint {
  return (FAILPOINTS as readonly string[]).includes(name);
}
