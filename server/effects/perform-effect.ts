import type { Tx } from "@/server/db/tx";
import { failpoint } from "@/server/failpoints/failpoint";
import type { EffectRequest } from "@/workflow/ports";
import { finishAttempt } from "./attempt";
import { keyOf } from "./effect-key";
import { type EffectOrigin, type EffectRow, findByKey, findRepeat } from "./effect-row";
import { IntentStands } from "./insert-effect";
import { intend } from "./intend";
import { Outrun } from "./move-effect";
import { type EffectProgress, progressOf } from "./progress";

export { type EffectProgress, readEffectProgress } from "./progress";

/** A node of a run that wants something done. */
export type EffectCall = {
  origin: EffectOrigin;
  /** The id of the item it is done for, within a "for each": its key tells the items apart. */
  itemId?: string;
  request: EffectRequest;
  /** Email address of whoever the event came from, where known: they do not release it themselves. */
  requestedBy?: string;
};

/** The node's side of an action: what it writes about itself stands or falls with what the gateway writes. */
export type Waiting<Ended> = {
  /** A transaction that holds the run; answers `Ended` instead where the run has ended. */
  transact<T>(work: (tx: Tx) => Promise<T>): Promise<T | Ended>;
  /** In the transaction of the intent. `underWay`: it is carried out now; otherwise that is how it stands. */
  begun(tx: Tx, progress: EffectProgress, underWay: boolean): void;
  /** In the transaction of the result. */
  ended(tx: Tx, progress: EffectProgress): void;
};

/**
 * Carries out an action of a run, once: guarded, audited, verified. The same call again answers how the
 * standing action does and never does it again. When it settles later, its node is woken.
 * @throws Outrun when the run has ended; never for what a provider does
 */
export async function performEffect<Ended>(
  call: EffectCall,
  node: Waiting<Ended>,
): Promise<EffectProgress | Ended> {
  const begun = await begin(call, node);
  if (!isIntended(begun)) return begun;
  const { effect, claim } = begun;
  await failpoint("gateway.after-intent");
  if (!claim) return progressOf(effect);
  return finishAttempt(claim, true, (tx, progress) => node.ended(tx, progress));
}

type Intended = Awaited<ReturnType<typeof intend>>;

function isIntended<Ended>(begun: Intended | Ended): begun is Intended {
  return typeof begun === "object" && begun !== null && "claim" in begun;
}

async function begin<Ended>(
  { origin, itemId, request, requestedBy }: EffectCall,
  node: Waiting<Ended>,
): Promise<Intended | Ended> {
  const key = keyOf(origin, itemId);
  const { runId, nodeId, item } = origin;
  try {
    return await node.transact(async (tx) => {
      const wanted = { runId, nodeId, item };
      const intended = await intend(tx, { key, request, node: wanted, origin, person: null, requestedBy });
      node.begun(tx, progressOf(intended.effect), intended.claim !== null);
      await failpoint("action.before-intent-commit");
      return intended;
    });
  } catch (error) {
    if (!(error instanceof IntentStands)) throw error;
    return node.transact(async (tx) => {
      const standing = await findStanding(tx, key, origin);
      if (!standing) throw new Outrun("The run has ended.");
      node.begun(tx, progressOf(standing), false);
      return { effect: standing, claim: null };
    });
  }
}

/** The action of a key; for a run that was tried again from the start, the newest that a person had done in its place. */
async function findStanding(tx: Tx, key: string, { runId }: EffectOrigin): Promise<EffectRow | null> {
  let standing = await findByKey(tx, key);
  if (standing?.runId === runId) return standing;
  for (let next = standing; next !== null; next = await findRepeat(tx, next.id)) standing = next;
  return standing;
}
