import type { Family, Sample } from "./family";

/**
 * Metrics of several processes in Prometheus' text format (version 0.0.4): each value says which process it is of,
 * and all values of one metric stand together, as the format wants.
 */
export function renderMetrics(
  processes: readonly { process: string; families: readonly Family[] }[],
): string {
  const whole = new Map<string, { family: Family; lines: string[] }>();
  for (const { process, families } of processes) {
    for (const family of families) {
      const entry = whole.get(family.name) ?? { family, lines: [] };
      entry.lines.push(...family.samples.map((sample) => lineOf(family.name, sample, process)));
      whole.set(family.name, entry);
    }
  }
  return [...whole.values()]
    .flatMap(({ family: { name, help, type }, lines }) => [
      `# HELP ${name} ${help.replaceAll("\\", "\\\\").replaceAll("\n", "\\n")}`,
      `# TYPE ${name} ${type}`,
      ...lines,
      "",
    ])
    .join("\n");
}

function lineOf(name: string, { suffix, labels, value }: Sample, process: string): string {
  const said = Object.entries({ process, ...labels }).map(([label, text]) => `${label}="${quoted(text)}"`);
  return `${name}${suffix}{${said.join(",")}} ${value}`;
}

function quoted(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
