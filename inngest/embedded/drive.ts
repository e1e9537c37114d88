import { failpoint } from "@/server/failpoints/failpoint";
import { backoffMs } from "./backoff";
import { checkSteps, checkWait, LimitReached } from "./limits";
import { type Answer, callFunction, type Memo, messageOf, type Op, readDuration } from "./protocol";
import type { Lease, Store, Wait } from "./store";

/** How many planned steps of one run are under way at a time; beyond it they are taken in turn. */
const MOST_PARALLEL = 50;

/** What the SDK offers and this engine does not have. */
const UNKNOWN: Record<string, string> = {
  InvokeFunction:
    "The embedded engine has no step.invoke. Send the event of the other function, and wait for one that it sends at its end.",
};

export type DriveOptions = {
  store: Store;
  handler: (request: Request) => Promise<Response>;
  appId: string;
  maxAttempts: number;
  onRunFailed?: (run: {
    functionId: string;
    runId: string;
    event: Lease["event"];
    error: string;
  }) => Promise<void>;
};

/** A run being driven: its memos, which checkpoints of the SDK add to from outside. */
export type Drive = {
  lease: Lease;
  memos: Map<string, Memo>;
  /** Of what its steps came to, as far as they were sent or remembered in this drive. */
  stateBytes: number;
  /** A checkpoint came to a limit: the run ends once the function has stopped. */
  over?: LimitReached;
};

/**
 * Drives one held run as far as it goes: asks the function what comes next, carries the operations out, asks
 * again; ends with the run over, parked on its waits, or put off after a failure.
 * @throws StaleLease when another process has taken the run over
 */
export async function drive(run: Drive, options: DriveOptions): Promise<void> {
  try {
    await goOn(run, options);
  } catch (error) {
    if (!(error instanceof LimitReached)) throw error;
    await putOff(run, options, 0, { kind: "error", final: true, message: error.message });
  }
}

async function goOn(run: Drive, options: DriveOptions): Promise<void> {
  const { store } = options;
  const { lease } = run;
  let { attempt } = lease;
  let parallel = false;
  for (;;) {
    const known = run.memos.size;
    const answer = await callFunction(options.handler, options.appId, {
      ...callOf(run, options),
      attempt,
      parallel,
      onSize: (characters) => {
        run.stateBytes = characters;
      },
    });
    if (run.over) throw run.over;
    if (answer.kind === "done") return store.end(lease, "finished", "");
    if (answer.kind === "error") return putOff(run, options, attempt, answer);
    if (run.memos.size > known) attempt = 0;

    const planned = answer.ops.filter((op) => op.op === "StepPlanned" && !run.memos.has(op.id));
    const failed = await carryOut(run, options, answer.ops);
    if (failed === "over") return;
    if (failed) return putOff(run, options, attempt, { ...failed, retryAfterMs: answer.retryAfterMs });

    const retry = await runPlanned(run, options, planned);
    if (retry !== null) return store.retryLater(lease, 0, retry.ms, retry.message);
    // Nothing new is known, so the function would say the same again: it waits.
    if (run.memos.size === known) await failpoint("engine.before-park");
    if (run.memos.size === known) return store.park(lease);
    // One step after a join goes on within one request again.
    parallel = planned.length > 1;
    attempt = 0;
  }
}

function callOf(run: Drive, options: DriveOptions) {
  const { id, functionId, event, generation } = run.lease;
  return { runId: id, functionId, event, generation, maxAttempts: options.maxAttempts, memos: run.memos };
}

type Failure = Extract<Answer, { kind: "error" }>;

/** Everything but planned steps. @returns what failed; "over" when the run has ended */
async function carryOut(run: Drive, options: DriveOptions, ops: Op[]): Promise<Failure | "over" | null> {
  const memos = new Map<string, Memo>();
  const waits: Wait[] = [];
  let complete = false;
  let failure: Failure | null = null;
  for (const op of ops) {
    switch (op.op) {
      case "StepRun":
      case "Step":
        memos.set(op.id, { type: "data", data: op.data ?? null });
        break;
      case "StepFailed":
        memos.set(op.id, { type: "error", error: op.error });
        break;
      case "StepError":
        failure = { kind: "error", final: false, message: messageOf(op.error) ?? "A step failed." };
        break;
      case "StepPlanned":
        break;
      case "Sleep":
        waits.push({ stepId: op.id, ends: readDuration(op.name) });
        break;
      case "WaitForEvent":
        waits.push({
          stepId: op.id,
          eventName: op.opts?.event ?? op.name,
          ends: readDuration(op.opts?.timeout),
        });
        break;
      case "RunComplete":
        complete = true;
        break;
      default:
        failure = {
          kind: "error",
          final: true,
          message: UNKNOWN[op.op] ?? `The embedded engine does not know the operation ${op.op}.`,
        };
    }
  }
  if (complete) {
    // Nobody asks any more what the last steps came to.
    await failpoint("engine.before-end");
    await options.store.end(run.lease, "finished", "");
    return "over";
  }
  if (memos.size > 0) await rememberAll(run, options.store, memos);
  for (const { ends } of waits) checkWait(ends);
  if (waits.length > 0) await failpoint("engine.before-wait");
  if (waits.length > 0) await options.store.registerWaits(run.lease, waits);
  return failure;
}

/** Planned steps, one request each. @returns how long to put the run off when any of them must be tried again */
async function runPlanned(
  run: Drive,
  options: DriveOptions,
  planned: Op[],
): Promise<{ ms: number; message: string } | null> {
  if (planned.length === 0) return null;
  const attempts = await options.store.attemptsOf(run.lease);
  let retry: { ms: number; message: string } | null = null;
  for (let start = 0; start < planned.length; start += MOST_PARALLEL) {
    const outcomes = await Promise.all(
      planned
        .slice(start, start + MOST_PARALLEL)
        .map((op) => runOne(run, options, op, attempts.get(op.id) ?? 0)),
    );
    for (const outcome of outcomes) {
      if (outcome && (!retry || outcome.ms < retry.ms)) retry = outcome;
    }
  }
  return retry;
}

async function runOne(
  run: Drive,
  options: DriveOptions,
  op: Op,
  attempt: number,
): Promise<{ ms: number; message: string } | null> {
  const answer = await callFunction(options.handler, options.appId, {
    ...callOf(run, options),
    attempt,
    stepId: op.id,
    parallel: true,
  });
  if (answer.kind === "done") return null;
  const failure = answer.kind === "error" ? answer : await carryOut(run, options, answer.ops);
  if (!failure || failure === "over") return null;
  const tried = await options.store.countAttempt(run.lease, op.id);
  if (failure.final || tried >= options.maxAttempts) {
    const error = { name: "Error", message: failure.message };
    await rememberAll(run, options.store, new Map([[op.id, { type: "error", error }]]));
    return null;
  }
  return { ms: answer.retryAfterMs ?? backoffMs(tried), message: failure.message };
}

/** In the database first, then in memory: what is acted on has been remembered. */
async function rememberAll(run: Drive, store: Store, memos: ReadonlyMap<string, Memo>): Promise<void> {
  run.stateBytes += checkSteps(run, memos);
  await failpoint("engine.before-remember");
  await store.remember(run.lease, memos);
  await failpoint("engine.after-remember");
  for (const [id, memo] of memos) run.memos.set(id, memo);
}

async function putOff(run: Drive, options: DriveOptions, attempt: number, failure: Failure): Promise<void> {
  const { lease } = run;
  const tried = attempt + 1;
  if (!failure.final && tried < options.maxAttempts) {
    return options.store.retryLater(lease, tried, failure.retryAfterMs ?? backoffMs(tried), failure.message);
  }
  // An overtaken holder is told to stop by the same answer as a failure: only the true holder may tell of one.
  await options.store.confirm(lease);
  // Told before it is marked: a crash in between tells it again, which is harmless; the other way round is not.
  await options.onRunFailed?.({
    functionId: lease.functionId,
    runId: lease.id,
    event: lease.event,
    error: failure.message,
  });
  return options.store.end(lease, "failed", failure.message);
}
