/**
 * The last line of a test run, alone on its line, over all runners.
 * @param {{passed: number, failed: number}[]} counts
 * @returns {number} the exit code
 */
export function report(counts) {
  const total = (key) => counts.reduce((sum, count) => sum + count[key], 0);
  console.log(`\n${total("passed")} passed, ${total("failed")} failed`);
  return total("failed") === 0 ? 0 : 1;
}
