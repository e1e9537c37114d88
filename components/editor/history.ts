/** Undo and redo over immutable values; a burst of like changes (typing, dragging) is one entry. */
export type History<T> = { past: T[]; present: T; future: T[]; burst?: string };

const MOST_ENTRIES = 200;

export function startHistory<T>(present: T): History<T> {
  return { past: [], present, future: [] };
}

/**
 * Records a change. Consecutive changes with the same `burst` collapse into one undo entry, so that undo
 * takes back a whole sentence or drag instead of a letter or a pixel.
 */
export function record<T>(history: History<T>, present: T, burst?: string): History<T> {
  if (Object.is(present, history.present)) return history;
  if (burst !== undefined && burst === history.burst) return { ...history, present, future: [] };
  return { past: [...history.past, history.present].slice(-MOST_ENTRIES), present, future: [], burst };
}

export function undo<T>(history: History<T>): History<T> {
  const previous = history.past.at(-1);
  if (previous === undefined) return history;
  return { past: history.past.slice(0, -1), present: previous, future: [history.present, ...history.future] };
}

export function redo<T>(history: History<T>): History<T> {
  const [next, ...future] = history.future;
  if (next === undefined) return history;
  return { past: [...history.past, history.present], present: next, future };
}
