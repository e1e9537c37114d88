/**
 * What the SDK and an engine say to each other (protocol of `inngest` 4): one POST asks a function to go on
 * from the steps that are known, and the answer is a result, a failure, or operations to carry out.
 */

export type EngineEvent = { id?: string; name: string; data?: Record<string, unknown>; ts?: number };

/** What a step came to; goes back to the SDK as it stands. */
export type Memo = { type: "data"; data: unknown } | { type: "error"; error: unknown };

export type Op = {
  id: string;
  op:
    | "StepRun"
    | "StepError"
    | "StepFailed"
    | "StepPlanned"
    | "Sleep"
    | "WaitForEvent"
    | "InvokeFunction"
    | "RunComplete"
    | string;
  name?: string;
  data?: unknown;
  error?: unknown;
  opts?: { timeout?: string; event?: string; [key: string]: unknown };
};

export type Answer =
  | { kind: "done" }
  | { kind: "ops"; ops: Op[]; retryAfterMs?: number }
  | { kind: "error"; final: boolean; message: string; retryAfterMs?: number };

export type Call = {
  runId: string;
  functionId: string;
  event: EngineEvent;
  generation: number;
  attempt: number;
  maxAttempts: number;
  /** In the order in which the steps came to an end. */
  memos: ReadonlyMap<string, Memo>;
  /** One planned step to run; without it the function is asked what comes next. */
  stepId?: string;
  /** Several things are open: steps are planned first, and run one request each. */
  parallel: boolean;
  /** Hears how much is sent before it is: above all what the run's steps came to so far. */
  onSize?: (characters: number) => void;
};

/** Asks a function to go on, in process. */
export async function callFunction(
  handler: (request: Request) => Promise<Response>,
  appId: string,
  call: Call,
): Promise<Answer> {
  const stack = [...call.memos.keys()];
  const url = new URL("http://engine.local/api/inngest");
  url.searchParams.set("fnId", `${appId}-${call.functionId}`);
  url.searchParams.set("stepId", call.stepId ?? "step");
  const body = JSON.stringify({
    version: 2,
    event: call.event,
    events: [call.event],
    steps: Object.fromEntries(call.memos),
    ctx: {
      run_id: call.runId,
      fn_id: call.functionId,
      qi_id: call.runId,
      attempt: call.attempt,
      max_attempts: call.maxAttempts,
      disable_immediate_execution: call.parallel,
      use_api: false,
      stack: { stack, current: stack.length },
    },
  });
  call.onSize?.(body.length);
  const response = await handler(
    new Request(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        // The SDK reads its own address from here.
        host: url.host,
        "x-run-id": call.runId,
        "x-inngest-generation-id": String(call.generation),
      },
      body,
    }),
  );
  return readAnswer(response);
}

async function readAnswer(response: Response): Promise<Answer> {
  const text = await response.text();
  const retryAfterMs = readRetryAfter(response.headers.get("retry-after"));
  if (response.status === 200) return { kind: "done" };
  const body = parse(text);
  if (response.status === 206 && Array.isArray(body)) return { kind: "ops", ops: body as Op[], retryAfterMs };
  const final = response.headers.get("x-inngest-no-retry") === "true";
  return {
    kind: "error",
    final,
    message: messageOf(body) ?? `The function answered ${response.status}.`,
    retryAfterMs,
  };
}

/** Seconds or an HTTP date, as `retry-after` allows. */
function readRetryAfter(header: string | null): number | undefined {
  if (!header) return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const until = Date.parse(header) - Date.now();
  return Number.isNaN(until) ? undefined : Math.max(0, until);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The sentence in an error as the SDK serialises it. */
export function messageOf(error: unknown): string | undefined {
  if (typeof error === "string") return error;
  if (typeof error !== "object" || error === null) return undefined;
  const { message, body } = error as { message?: unknown; body?: unknown };
  return typeof message === "string" ? message : messageOf(parse(typeof body === "string" ? body : ""));
}

/** How long a wait is: from now, or until a moment, which is kept by the database's clock. */
export type Duration = { ms: number } | { until: Date };

/** The SDK writes an ISO moment, or a duration such as "1h30m" or "500ms". */
export function readDuration(text: string | undefined): Duration {
  if (!text) return { ms: 0 };
  const units: Record<string, number> = {
    ms: 1,
    s: 1_000,
    m: 60_000,
    h: 3_600_000,
    d: 86_400_000,
    w: 604_800_000,
  };
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhdw])/g)];
  if (parts.length > 0 && parts.map(([whole]) => whole).join("") === text) {
    return { ms: parts.reduce((sum, [, count, unit]) => sum + Number(count) * (units[unit ?? ""] ?? 0), 0) };
  }
  const until = new Date(text);
  if (Number.isNaN(until.getTime()))
    throw new Error(`The SDK asked to wait for "${text}", which is neither a duration nor a moment.`);
  return { until };
}
