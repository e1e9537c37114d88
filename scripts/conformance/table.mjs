const SIGNS = { passed: "✓", failed: "✗", "not tried": "–" };

/**
 * Case by engine, and beneath it why what failed failed.
 * @param {{ embedded: object[], server: object[] | null }} outcomes
 */
export function table({ embedded, server }) {
  const width = Math.max(...embedded.map(({ name }) => name.length));
  const cell = (outcome) => (outcome ? `${SIGNS[outcome.result]} ${seconds(outcome)}` : "");
  const line = (name, ...cells) =>
    [name.padEnd(width), ...cells.map((each) => each.padEnd(11))].join("  ").trimEnd();
  const lines = [line("case", "embedded", ...(server ? ["server"] : []))];
  const why = [];
  for (const [at, outcome] of embedded.entries()) {
    const other = server?.[at];
    lines.push(line(outcome.name, cell(outcome), ...(server ? [cell(other)] : [])));
    for (const [engine, each] of [
      ["embedded", outcome],
      ["server", other],
    ]) {
      if (each?.result === "failed")
        why.push(`✗ ${engine}: ${each.name}\n    ${each.why.replaceAll("\n", "\n    ")}`);
    }
  }
  return [
    ...lines,
    "",
    ...why,
    tally("embedded", embedded),
    ...(server ? [tally("server", server)] : []),
  ].join("\n");
}

function tally(engine, outcomes) {
  const count = (wanted) => outcomes.filter(({ result }) => result === wanted).length;
  return `${engine}: ${count("passed")} passed, ${count("failed")} failed, ${count("not tried")} not tried`;
}

function seconds({ result, ms }) {
  return result === "not tried" ? "" : `${(ms / 1000).toFixed(1)} s`;
}
