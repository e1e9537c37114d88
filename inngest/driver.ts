import { wakeEventName } from "@/server/db/outbox";
import { itemText, type LoadedRun } from "@/server/runs/load-run";
import { runLongNode } from "@/server/runs/run-long-node";
import { runNodes } from "@/server/runs/run-nodes";
import { settleNode, wakeIfDue } from "@/server/runs/settle-node";
import { EACH_ITEM } from "@/workflow/nodes/loops";
import { CONFIRMED } from "@/workflow/nodes/outcomes";
import type { Driver } from "@/workflow/plan/interpret";

/** The engine's tools, as far as a run needs them. Step ids are node ids, never names. */
export interface Steps {
  run<T>(id: string, work: () => Promise<T>): Promise<T>;
  waitForEvent(id: string, options: { event: string; timeout: string }): Promise<unknown>;
  sleepUntil(id: string, moment: Date): Promise<void>;
}

/** The run was canceled, or ended by another way: nothing is left to do. */
export class RunEnded extends Error {
  override name = "RunEnded";
}

/** A node failed for good; its row says why. */
export class NodeFailed extends Error {
  override name = "NodeFailed";
}

/** After so long a wait looks again by itself, whatever woke it or did not. */
const LOOK_AGAIN_AFTER = "3d";

/**
 * Carries a plan out with the engine's steps. What steps answer and the engine remembers are ports alone;
 * everything else stands in the database.
 * @param onWait called when a node begins to wait: for a person, a moment, a system that is down
 */
export function inngestDriver(steps: Steps, run: LoadedRun, onWait = () => {}): Driver {
  return {
    async runPure(nodes) {
      // An item of a "for each" is there from the start: what stands for its arrival needs no step.
      const arrived = run.item && nodes[0]?.id === run.item.forEach ? [run.item.forEach] : [];
      const ports = new Map(arrived.map((id) => [id, EACH_ITEM]));
      const nodeIds = nodes.map(({ id }) => id).slice(arrived.length);
      const [first] = nodeIds;
      if (first === undefined) return ports;
      const result = await steps.run(first, () => runNodes(run, nodeIds));
      if ("ended" in result) throw new RunEnded();
      return new Map([...ports, ...Object.entries(result.ports)]);
    },

    runLong({ id }) {
      const accepted = deferred<boolean>();
      // Nobody may be waiting for it.
      accepted.promise.catch(() => undefined);
      const settled = untilSettled(steps, run, id, accepted.resolve, onWait);
      settled.then((port) => accepted.resolve(port === CONFIRMED), accepted.reject);
      return { accepted: accepted.promise, settled };
    },
  };
}

async function untilSettled(
  steps: Steps,
  run: LoadedRun,
  nodeId: string,
  accept: (accepted: true) => void,
  onWait: () => void,
): Promise<string> {
  let progress = await steps.run(nodeId, () => runLongNode(run, nodeId));
  for (let round = 0; ; round += 1) {
    if ("port" in progress) return progress.port;
    if ("ended" in progress) throw new RunEnded();
    if ("failed" in progress) throw new NodeFailed(nodeId);
    const { accepted, until, wakes } = progress;
    if (accepted) accept(true);
    onWait();
    if (until === undefined || wakes) {
      // The wait stands before the look: what was decided before it stood is found by the look, which wakes it.
      await Promise.all([
        steps.waitForEvent(`${nodeId}:wait#${round}`, {
          event: wakeEventName(run.id, nodeId, itemText(run)),
          timeout: until === undefined ? LOOK_AGAIN_AFTER : secondsUntil(until),
        }),
        steps.run(`${nodeId}:check#${round}`, () =>
          wakeIfDue(run, { nodeId, accepted, cause: `check:${round}` }),
        ),
      ]);
    } else {
      await steps.sleepUntil(`${nodeId}:sleep#${round}`, new Date(until));
    }
    progress = await steps.run(`${nodeId}:settle#${round}`, () =>
      settleNode(run, nodeId, until !== undefined),
    );
  }
}

/** A moment as a duration from now, as engines take it for a wait; a second more, so that it is over then. */
function secondsUntil(moment: string): string {
  return `${Math.max(1, Math.ceil((Date.parse(moment) - Date.now()) / 1_000) + 1)}s`;
}

function deferred<T>() {
  let resolve: (value: T) => void = () => undefined;
  let reject: (reason: unknown) => void = () => undefined;
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}
