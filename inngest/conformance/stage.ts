import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { Inngest } from "inngest";
import { serve } from "inngest/edge";
import { z } from "zod";

/** Where the cases play: functions, events and what became of runs, by the SDK's public interfaces alone. */

export const APP = "conformance";
const FAILURES = "failures";
const LOOK_MS = 20;

type Options = ConstructorParameters<typeof Inngest>[0];
type Handler = (request: Request) => Promise<Response>;
type Context = Parameters<Parameters<Inngest["createFunction"]>[1]>[0];
export type Body = (context: Context) => Promise<unknown>;
export type Settings = Pick<
  Parameters<Inngest["createFunction"]>[0],
  "retries" | "concurrency" | "cancelOn"
> & {
  /** Each call of the engine arrives twice, at the same time. */
  arrivesTwice?: boolean;
};
export type End = { result: unknown } | { failure: string };

/** A function of a case, and its runs by the ids of the events that started them. */
export type Flow = {
  /** The event that starts it; its data carries `token`, the id. */
  eventName: string;
  /** @returns the event's id */
  send(data?: Record<string, unknown>, id?: string): Promise<string>;
  /** How the run of an event ended. @throws when it does not within the stage's patience */
  ended(eventId: string): Promise<End>;
  /** Another version for runs that begin from now on. */
  publish(body: Body): Promise<void>;
  /** How often runs came to their end, over all events. */
  readonly runs: ReadonlySet<string>;
};

type Known = { settings: Settings; versions: Body[]; runs: Set<string> };

/** What an engine needs in order to drive functions, and how it is told about them. */
export type Connection = { options: Omit<Options, "id">; register(handler: Handler): Promise<void> };

const tokenSchema = z.object({ token: z.string() });
const callSchema = z.object({ ctx: z.object({ run_id: z.string() }) });
const failureSchema = z.object({
  error: z.object({ message: z.string() }),
  event: z.object({ data: tokenSchema }),
});

export class Stage {
  readonly kind: "embedded" | "server";
  readonly client: Inngest;
  private readonly flows = new Map<string, Known>();
  private readonly ends = new Map<string, End>();
  /** The version that a run began with. */
  private readonly pinned = new Map<string, Handler>();
  private registering: Promise<void> = Promise.resolve();

  constructor(
    kind: Stage["kind"],
    private readonly connection: Connection,
    private readonly patienceMs: number,
  ) {
    this.kind = kind;
    this.client = this.newClient();
  }

  /** Makes a function, known to the engine once this resolves. */
  async flow(body: Body, settings: Settings = {}): Promise<Flow> {
    const id = randomUUID();
    const flow = { settings, versions: [body], runs: new Set<string>() };
    await this.register(`wf-${id}`, flow);
    const eventName = `handoff/run.${id}`;
    return {
      eventName,
      runs: flow.runs,
      send: async (data = {}, token = randomUUID()) => {
        await this.client.send({ name: eventName, id: token, data: { ...data, token } });
        return token;
      },
      ended: (token) => this.until(() => this.ends.get(token), "the run's end"),
      publish: async (next) => {
        flow.versions.push(next);
        await this.register(`wf-${id}`, flow);
      },
    };
  }

  /** Sends an event that starts nothing. */
  async tell(name: string, data: Record<string, unknown> = {}): Promise<void> {
    await this.client.send({ name, data });
  }

  /** Looks until there is something. @throws when there is not within the stage's patience */
  async until<T>(look: () => T | undefined | false, what: string): Promise<T> {
    const deadline = performance.now() + this.patienceMs;
    for (;;) {
      const found = look();
      if (found !== undefined && found !== false) return found;
      if (performance.now() > deadline) {
        throw new Error(`${what} did not come within ${Math.round(this.patienceMs / 1000)} s.`);
      }
      await pause(LOOK_MS);
    }
  }

  /** The engine gave up on a run; told by the engine itself or by its event. */
  noteFailure(token: string, message: string): void {
    this.ends.set(token, { failure: message });
  }

  /** What the engine calls: a run by its version, everything else by the list of all functions. */
  readonly handler: Handler = async (request) => {
    if (request.method !== "POST") return this.listHandler()(request);
    const functionId = new URL(request.url).searchParams.get("fnId")?.slice(APP.length + 1) ?? "";
    const body = await request.text();
    const call = () => new Request(request.url, { method: "POST", headers: request.headers, body });
    if (functionId === FAILURES) return this.listHandler()(call());
    const flow = this.flows.get(functionId);
    const parsed = callSchema.safeParse(JSON.parse(body));
    if (!flow || !parsed.success) return Response.json({ message: "No such function." }, { status: 400 });
    const runId = parsed.data.ctx.run_id;
    const handler = this.pinned.get(runId) ?? this.newestHandler(functionId, flow);
    this.pinned.set(runId, handler);
    if (!flow.settings.arrivesTwice) return handler(call());
    const [answer] = await Promise.all([handler(call()), handler(call())]);
    return answer;
  };

  private newestHandler(functionId: string, flow: Known) {
    const client = this.newClient();
    const body = flow.versions.at(-1);
    if (!body) throw new Error("A function has at least one version.");
    const { arrivesTwice: _, ...settings } = flow.settings;
    // Without triggers, as the product's: versions may differ in what starts them.
    const run = client.createFunction({ id: functionId, triggers: [], ...settings }, async (context) => {
      const result = await body(context);
      flow.runs.add(context.runId);
      this.ends.set(tokenSchema.parse(context.event.data).token, { result });
    });
    return serve({ client, functions: [run] });
  }

  private listHandler(): Handler {
    const client = this.newClient();
    const declared = [...this.flows].map(
      ([
        id,
        {
          settings: { arrivesTwice: _, ...settings },
        },
      ]) =>
        client.createFunction(
          { id, triggers: [{ event: `handoff/run.${id.slice("wf-".length)}` }], ...settings },
          async () => undefined,
        ),
    );
    const failures = client.createFunction(
      { id: FAILURES, triggers: [{ event: "inngest/function.failed" }] },
      async ({ event }) => {
        const told = failureSchema.safeParse(event.data);
        if (told.success) this.noteFailure(told.data.event.data.token, told.data.error.message);
      },
    );
    return serve({ client, functions: [...declared, failures] });
  }

  /** One after the other: each carries the whole list, without what the engine refused. */
  private register(functionId: string, flow: Known): Promise<void> {
    const mine = this.registering.then(async () => {
      this.flows.set(functionId, flow);
      await this.connection.register(this.handler).catch((error: unknown) => {
        this.flows.delete(functionId);
        throw error;
      });
    });
    this.registering = mine.catch(() => undefined);
    return mine;
  }

  private newClient(): Inngest {
    return new Inngest({ id: APP, ...this.connection.options });
  }
}
