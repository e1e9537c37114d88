import { randomUUID } from "node:crypto";
import { failpoint } from "@/server/failpoints/failpoint";
import { type Limit, slotsOf, UnsupportedFunction } from "./concurrency";
import { RUN_EVENT, readRegistration } from "./declared";
import type { Drive } from "./drive";
import { checkSteps, LimitReached, refuseEvent } from "./limits";
import type { EngineEvent, Memo, Op } from "./protocol";
import { StaleLease, type Store } from "./store";
import type { Turns } from "./turns";

/** What the SDK's HTTP reaches of an engine. */
type Inside = {
  store: Store;
  turns: Turns;
  appId: string;
  driven: ReadonlyMap<string, Drive>;
  wakeUp: () => void;
  /** The limits of functions by their ids; without it those that were registered here. */
  limitsOf?: (functionIds: readonly string[]) => Promise<ReadonlyMap<string, readonly Limit[]>>;
  shareOf: (event: EngineEvent) => string;
  /** Hears of a run that came for a share. */
  onAsked: (share: string) => void;
};

/**
 * The SDK's own HTTP, answered in process: sending events, checkpoints of finished steps, registration. A
 * checkpoint of a run that another process holds gets 409, which makes the SDK stop.
 */
export function createApi(inside: Inside): typeof globalThis.fetch {
  const { store, turns, driven, wakeUp } = inside;
  let registered: ReadonlyMap<string, readonly Limit[]> = new Map();
  const limitsOf = inside.limitsOf ?? (async () => registered);

  return async (input, init) => {
    const request = input instanceof Request ? input : new Request(input, init);
    const { pathname } = new URL(request.url);
    if (pathname.startsWith("/e/")) return acceptEvents(await request.json());
    const checkpoint = /^\/v1\/checkpoint\/([^/]+)\/async$/.exec(pathname);
    if (checkpoint?.[1]) return acceptCheckpoint(decodeURIComponent(checkpoint[1]), await request.json());
    if (pathname === "/fn/register") return register(await request.json());
    return Response.json({ error: `The embedded engine has no ${pathname}.` }, { status: 404 });
  };

  function register(body: unknown): Response {
    try {
      registered = readRegistration(body, inside.appId);
      return Response.json({ ok: true, modified: true });
    } catch (error) {
      if (!(error instanceof UnsupportedFunction)) throw error;
      // The SDK reads the status from the body.
      return Response.json({ status: 400, error: error.message }, { status: 400 });
    }
  }

  async function acceptEvents(body: EngineEvent | EngineEvent[]): Promise<Response> {
    const given = Array.isArray(body) ? body : [body];
    for (const event of given) {
      const refusal = refuseEvent(event);
      if (refusal !== null) return Response.json({ error: refusal, status: 413 }, { status: 413 });
    }
    const events = given.map((event) => ({ ...event, id: event.id ?? randomUUID() }));
    await startRuns(events.filter(({ name }) => name.startsWith(RUN_EVENT)));
    for (const event of events) if (!event.name.startsWith(RUN_EVENT)) await store.wake(event);
    wakeUp();
    return Response.json({ ids: events.map(({ id }) => id), status: 200 });
  }

  async function startRuns(events: readonly (EngineEvent & { id: string })[]): Promise<void> {
    if (events.length === 0) return;
    const functionIds = events.map(({ name }) => `wf-${name.slice(RUN_EVENT.length)}`);
    for (const event of events) inside.onAsked(inside.shareOf(event));
    const limits = await limitsOf([...new Set(functionIds)]);
    const runs = events.map((event, at) => {
      const functionId = functionIds[at] ?? "";
      const slots = slotsOf(functionId, limits.get(functionId) ?? [], event);
      return { functionId, event, slots, share: inside.shareOf(event) };
    });
    await store.startRuns(runs.filter(({ slots }) => slots.length === 0));
    await turns.start(runs.filter(({ slots }) => slots.length > 0));
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
      run.stateBytes += checkSteps(run, memos);
      await failpoint("engine.before-checkpoint");
      await store.remember(run.lease, memos);
      await failpoint("engine.after-checkpoint");
    } catch (error) {
      // The SDK stops at this answer, and the engine then ends the run.
      if (error instanceof LimitReached) run.over = error;
      if (error instanceof StaleLease || error instanceof LimitReached)
        return Response.json({ error: "stale" }, { status: 409 });
      throw error;
    }
    for (const [id, memo] of memos) run.memos.set(id, memo);
    return Response.json({ status: 200 });
  }
}
