import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Collects figures. A figure whose counts did not match is not shown: what was counted wrongly was not measured.
 */
export class Report {
  rows = [];
  details = {};
  problems = [];

  say(line = "") {
    console.log(line);
  }

  /**
   * @param {string} figure @param {{required?: string, measured: string, met?: boolean, value?: unknown}} row
   * @param {string[]} [problems] why the counts behind it do not match
   */
  add(figure, { required = "", measured, met, value }, problems = []) {
    const matched = problems.length === 0;
    this.rows.push({
      figure,
      required,
      measured: matched ? measured : "counts do not match",
      met: matched ? met : false,
      matched,
      value: matched ? value : undefined,
    });
  }

  /** What did not match, once for a phase. */
  fault(phase, problems) {
    for (const problem of problems) {
      this.problems.push(`${phase}: ${problem}`);
      this.say(`  ✗ ${problem}`);
    }
  }

  table() {
    const word = ({ met }) => (met === undefined ? "" : met ? "yes" : "no");
    const cells = [
      ["figure", "required", "measured", "met"],
      ...this.rows.map((row) => [row.figure, row.required, row.measured, word(row)]),
    ];
    const widths = [0, 1, 2, 3].map((column) => Math.max(...cells.map((row) => row[column].length)));
    const lines = cells.map(
      (row) => `  ${row.map((cell, column) => cell.padEnd(widths[column])).join("  ")}`,
    );
    lines.splice(1, 0, `  ${widths.map((width) => "─".repeat(width)).join("  ")}`);
    return lines.map((line) => line.trimEnd()).join("\n");
  }

  write(file, more) {
    mkdirSync(dirname(file), { recursive: true });
    const { rows, details, problems } = this;
    writeFileSync(file, `${JSON.stringify({ ...more, figures: rows, problems, details }, null, 2)}\n`);
  }
}
