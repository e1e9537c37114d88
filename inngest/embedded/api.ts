import { randomUUID } from "node:crypto";
import { failpoint } from "@/server/failpoints/failpoint";
import type { Drive } from "./drive";
import type { EngineEvent, Memo, Op } from "./protocol";
import { StaleLease, type Store } from "./store";

const RUN_EVENT = "handoff/run.";

/**
 * The SDK's own HTTP, answered in process: sending events, checkpoints of finished steps, registration. A
 * checkpoint of a run that another process holds gets 409, which makes the SDK stop.
 */
export function createApi(
  store: Store,
  driven: ReadonlyMap<string, Drive>,
  wakeUp: () => void,
): typeof globalThis.fetch {
  return async (input, init) => {
    const request = input instanceof Request ? input : new Request(input, init);
    const { pathname } = new URL(request.url);
    if (pathname.startsWith("/e/")) return acceptEvents(await request.json());
    const checkpoint = /^\/v1\/checkpoint\/([^/]+)\/async$/.exec(pathname);
    if (checkpoint?.[1]) return acceptCheckpoint(decodeURIComponent(checkpoint[1]), await request.json());
    if (pathname === "/fn/register") return Response.json({ ok: true, modified: true });
    return Response.json({ error: `The embedded engine has no ${pathname}.` }, { status: 404 });
  };

  async function acceptEvents(body: EngineEvent | EngineEvent[]): Promise<Response> {
    const events = (Array.isArray(body) ? body : [body]).map((event) => ({
      ...event,
      id: event.id ?? randomUUID(),
    }));
    await store.startRuns(
      events
        .filter(({ name }) => name.startsWith(RUN_EVENT))
        .map((event) => ({ functionId: `wf-${event.name.slice(RUN_EVENT.length)}`, event })),
    );
    for (const event of events) if (!event.name.startsWith(RUN_EVENT)) await store.wake(event);
    wakeUp();
    return Response.json({ ids: events.map(({ id }) => id), status: 200 });
  }

  async function acceptCheckpoint(
    runId: string,
    body: { generation_id?: unknown; steps?: Op[] },
  ): Promise<Response> {
    const run = driven.get(runId);
    const stale = !run || String(body.generation_id) !== String(run.lease.generation);
    if (stale) return Response.json({ error: "stale" }, { status: 409 });
    const memos = new Map<string, Memo>();
    for (const op of body.steps ?? []) {
      if (op.op === "StepRun" || op.op === "Step") memos.set(op.id, { type: "data", data: op.data ?? null });
    }
    try {
      await failpoint("engine.before-checkpoint");
      await store.remember(run.lease, memos);
      await failpoint("engine.after-checkpoint");
    } catch (error) {
      if (error instanceof StaleLease) return Response.json({ error: "stale" }, { status: 409 });
      throw error;
    }
    for (const [id, memo] of memos) run.memos.set(id, memo);
    return Response.json({ status: 200 });
  }
}
