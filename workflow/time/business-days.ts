/** Business days are Monday to Friday; public holidays count like any other day. Days since 1970-01-01. */

const THURSDAY = 4;

function isBusinessDay(day: number): boolean {
  const weekday = (((day + THURSDAY) % 7) + 7) % 7;
  return weekday >= 1 && weekday <= 5;
}

/**
 * So many business days after a day, or before it when negative. From a weekend the count begins there: one
 * after Saturday is Monday, one before Sunday is Friday.
 */
export function addBusinessDays(day: number, count: number): number {
  const step = count < 0 ? -1 : 1;
  let reached = day;
  for (let left = Math.abs(count); left > 0; ) {
    reached += step;
    if (isBusinessDay(reached)) left -= 1;
  }
  return reached;
}
