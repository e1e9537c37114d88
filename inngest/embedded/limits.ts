import { Buffer } from "node:buffer";
import type { Duration, EngineEvent, Memo } from "./protocol";

/** What an Inngest server allows as well, so that a function that runs here runs there. */
const MOST_STEPS = 1_000;
const MEGABYTE = 1024 * 1024;
const MOST_STEP_BYTES = 4 * MEGABYTE;
const MOST_STATE_BYTES = 32 * MEGABYTE;
const MOST_EVENT_BYTES = 512 * 1024;
const LONGEST_WAIT_MS = 366 * 24 * 3_600_000;

/** The run came to a limit of the engine: trying again comes to it again, so the run ends. */
export class LimitReached extends Error {
  override name = "LimitReached";
}

/** What a run has used up of its limits. */
export type Usage = { memos: ReadonlyMap<string, Memo>; stateBytes: number };

/**
 * Counts what steps came to against the limits of their run.
 * @returns the bytes that they add to its state
 * @throws LimitReached with what to do about it
 */
export function checkSteps(run: Usage, added: ReadonlyMap<string, Memo>): number {
  const steps = run.memos.size + [...added.keys()].filter((id) => !run.memos.has(id)).length;
  if (steps > MOST_STEPS) {
    throw new LimitReached(
      `This run came to more than ${MOST_STEPS.toLocaleString("en")} steps, which is as many as a run may have. Split the work over several runs.`,
    );
  }
  let bytes = 0;
  for (const memo of added.values()) {
    const size = sizeOf(memo);
    if (size > MOST_STEP_BYTES) {
      throw new LimitReached(
        `A step came to ${inMegabytes(size)}, and may come to ${inMegabytes(MOST_STEP_BYTES)} at most. Store it, and hand on where it is stored.`,
      );
    }
    bytes += size;
  }
  if (run.stateBytes + bytes > MOST_STATE_BYTES) {
    throw new LimitReached(
      `The steps of this run came to more than ${inMegabytes(MOST_STATE_BYTES)} together, which is as much as a run may keep. Store it, and hand on where it is stored.`,
    );
  }
  return bytes;
}

/** @throws LimitReached when a wait is longer than an engine keeps one */
export function checkWait(ends: Duration): void {
  if (("ms" in ends ? ends.ms : ends.until.getTime() - Date.now()) > LONGEST_WAIT_MS) {
    throw new LimitReached("A run may wait for 366 days at most. Wait for less, then look again.");
  }
}

/** @returns why an event is refused, in a sentence; null when it is not */
export function refuseEvent(event: EngineEvent): string | null {
  const size = Buffer.byteLength(JSON.stringify(event));
  if (size <= MOST_EVENT_BYTES) return null;
  const kilobytes = Math.ceil(size / 1024).toLocaleString("en");
  return `The event “${event.name}” has ${kilobytes} KB, and may have ${MOST_EVENT_BYTES / 1024} KB at most. Store its data, and send where it is stored.`;
}

function sizeOf(memo: Memo): number {
  return Buffer.byteLength(JSON.stringify(memo.type === "data" ? (memo.data ?? null) : memo.error));
}

function inMegabytes(bytes: number): string {
  return `${Number((bytes / MEGABYTE).toFixed(1))} MB`;
}
