import { expect, it } from "vitest";
import { Report } from "./report.mjs";

it("does not show a figure whose counts did not match", () => {
  const report = new Report();
  report.add("runs/s", { measured: "1,234", met: true }, ["run done: 9 instead of 10"]);
  expect(report.table()).toContain("counts do not match");
  expect(report.table()).not.toContain("1,234");
  expect(report.rows[0]).toMatchObject({ met: false, matched: false, value: undefined });
});
