/** The value that `share` (0 to 1) of the sorted numbers do not exceed. */
function quantile(sorted, share) {
  if (sorted.length === 0) return Number.NaN;
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(sorted.length * share) - 1))];
}

/** @param {number[]} values @returns {{count: number, mean: number, p50: number, p95: number, p99: number, max: number}} */
export function summarize(values) {
  const sorted = Float64Array.from(values).sort();
  const mean = sorted.reduce((sum, each) => sum + each, 0) / Math.max(1, sorted.length);
  const at = (share) => round(quantile(sorted, share));
  return { count: sorted.length, mean: round(mean), p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}

/** @param {number[]} values */
export const median = (values) => quantile(Float64Array.from(values).sort(), 0.5);

/** Three digits that mean something. */
export function round(value) {
  if (!Number.isFinite(value)) return value;
  if (Math.abs(value) >= 100) return Math.round(value);
  return Number(value.toPrecision(3));
}

export const ms = (value) => `${round(value)} ms`;
export const mb = (bytes) => `${Math.round(bytes / 1024 / 1024)} MB`;
