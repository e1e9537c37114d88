import { createHash } from "node:crypto";
import { Middleware } from "inngest";
import type { LoadedRun } from "@/server/runs/load-run";

/** One call of an engine, as far as the function that it calls needs to know it. */
export type Call = {
  /** Read once for finding the function and for running it; two calls of a run at once share nothing. */
  run: LoadedRun;
  /** How many steps the engine remembers, and sends with each call. */
  memos: number;
  /** The one step that the engine asks for, by its hash; null when it asks what comes next. */
  wanted: string | null;
};

const calls = new WeakMap<object, Call>();

/** Says of a request, before it is served, which call it is. */
export function noteCall(request: Request, call: Call): void {
  calls.set(request, call);
}

/** Hands a function the call that it serves, which the SDK itself knows nothing of (`callOf`). */
export class CallMiddleware extends Middleware.BaseMiddleware {
  readonly id = "handoff/call";
  private call: Call | undefined;

  override wrapRequest({ requestArgs: [request], next }: Middleware.WrapRequestArgs) {
    this.call = calls.get(request as Request);
    return next();
  }

  override transformFunctionInput(input: Middleware.TransformFunctionInputArgs) {
    return { ...input, ctx: { ...input.ctx, [CALL]: this.call } };
  }
}

const CALL = "handoffCall";

/** @throws Error for a function that was served in another way than by `inngest/serve` */
export function callOf(context: object): Call {
  const call = (context as { [CALL]?: Call })[CALL];
  if (!call) throw new Error("A function was called past the handler.");
  return call;
}

/** Whether this call goes on with everything, or with this step alone. */
export function asksFor(stepId: string, { wanted }: Pick<Call, "wanted">): boolean {
  return wanted === null || wanted === createHash("sha1").update(stepId).digest("hex");
}
