/** One line for each step: what it does, then how long it took. */
export async function step(label, work) {
  const started = Date.now();
  process.stdout.write(`  ${`${label} `.padEnd(34, "·")} `);
  try {
    const note = await work();
    process.stdout.write(`${note ?? seconds(started)}\n`);
  } catch (error) {
    process.stdout.write("failed\n");
    throw error;
  }
}

export function seconds(since) {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}
