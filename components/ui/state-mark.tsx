import { cn } from "./cn";

/**
 * How something stands: always a shape and a word, colour only on top, so that it reads in greyscale. The
 * names are those of runs, steps, effects and reviews.
 */
const STATES = {
  queued: { word: "Queued", tone: "text-state-skipped", shape: "dots" },
  running: { word: "Running", tone: "text-state-running", shape: "moving" },
  sending: { word: "Sending", tone: "text-state-running", shape: "moving" },
  waiting: { word: "Waiting for a person", tone: "text-state-waiting", shape: "hollow" },
  held: { word: "Held", tone: "text-state-waiting", shape: "hollow" },
  open: { word: "Open", tone: "text-state-waiting", shape: "hollow" },
  pending: { word: "Not confirmed yet", tone: "text-state-waiting", shape: "hollow" },
  done: { word: "Done", tone: "text-state-confirmed", shape: "check" },
  confirmed: { word: "Confirmed", tone: "text-state-confirmed", shape: "check" },
  settled: { word: "Done", tone: "text-state-confirmed", shape: "check" },
  decided: { word: "Decided", tone: "text-state-confirmed", shape: "check" },
  live: { word: "Live", tone: "text-state-confirmed", shape: "check" },
  degraded: { word: "Degraded", tone: "text-state-degraded", shape: "half" },
  unverifiable: { word: "Cannot be verified", tone: "text-state-degraded", shape: "half" },
  unknown: { word: "Unknown", tone: "text-state-degraded", shape: "half" },
  mismatch: { word: "Mismatch", tone: "text-state-failed", shape: "square" },
  missing: { word: "Missing", tone: "text-state-failed", shape: "square" },
  blocked: { word: "Blocked", tone: "text-state-failed", shape: "square" },
  failed: { word: "Failed", tone: "text-state-failed", shape: "square" },
  reversed: { word: "Reversed", tone: "text-state-skipped", shape: "dash" },
  canceled: { word: "Canceled", tone: "text-state-skipped", shape: "dash" },
  skipped: { word: "Skipped", tone: "text-state-skipped", shape: "dash" },
  withdrawn: { word: "Withdrawn", tone: "text-state-skipped", shape: "dash" },
  draft: { word: "Draft", tone: "text-state-skipped", shape: "dots" },
  paused: { word: "Paused", tone: "text-state-waiting", shape: "dash" },
  archived: { word: "Archived", tone: "text-state-skipped", shape: "dash" },
} as const;

export type StateName = keyof typeof STATES;
type Shape = (typeof STATES)[StateName]["shape"];

/** `compact` shows the shape alone and leaves the word to screen readers and the hover. */
export function StateMark({
  state,
  label,
  compact,
}: {
  state: StateName;
  label?: string;
  compact?: boolean;
}) {
  const { word, tone, shape } = STATES[state];
  const text = label ?? word;
  return (
    <span
      className={cn("inline-flex items-center gap-1.5 whitespace-nowrap align-middle text-xs", tone)}
      title={compact ? text : undefined}
    >
      <Mark shape={shape} />
      <span className={compact ? "sr-only" : undefined}>{text}</span>
    </span>
  );
}

function Mark({ shape }: { shape: Shape }) {
  return (
    <svg
      viewBox="0 0 14 14"
      className={cn("size-3.5 shrink-0", shape === "moving" && "animate-spin")}
      aria-hidden="true"
    >
      {SHAPES[shape]}
    </svg>
  );
}

const RING = <circle cx="7" cy="7" r="5.25" fill="none" stroke="currentColor" strokeWidth="1.5" />;

const SHAPES: Record<Shape, React.ReactNode> = {
  hollow: RING,
  moving: (
    <path
      d="M7 1.75A5.25 5.25 0 1 1 1.75 7"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.75"
      strokeLinecap="round"
    />
  ),
  check: (
    <>
      <circle cx="7" cy="7" r="6" fill="currentColor" />
      <path
        d="m4.2 7.2 2 2 3.7-4.2"
        fill="none"
        stroke="var(--panel)"
        strokeWidth="1.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </>
  ),
  half: (
    <>
      {RING}
      <path d="M7 1.75a5.25 5.25 0 0 1 0 10.5z" fill="currentColor" />
    </>
  ),
  square: <rect x="2" y="2" width="10" height="10" rx="1.5" fill="currentColor" />,
  dash: <path d="M2.5 7h9" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />,
  dots: (
    <g fill="currentColor">
      <circle cx="3" cy="7" r="1.25" />
      <circle cx="7" cy="7" r="1.25" />
      <circle cx="11" cy="7" r="1.25" />
    </g>
  ),
};
