import { expect, test } from "vitest";
import { DEFINITIONS } from "@/workflow/nodes/definitions";
import { checkLimits } from "./check-limits";
import { CATALOG, lending } from "./testing";

const messages = (graph: Parameters<typeof checkLimits>[0]) =>
  checkLimits(graph, CATALOG, DEFINITIONS).map(({ message }) => message);

const many = (count: number, type: string) => ({
  nodes: Array.from({ length: count }, (_, at) => ({
    id: `n-${at}`,
    type,
    name: "",
    config: {},
    join: "all" as const,
    position: { x: 0, y: 0 },
  })),
  edges: [],
});

test("a drawing whose run may come to more steps than an engine allows is to be split", () => {
  expect(messages(many(128, "approval"))).toEqual([]);
  expect(messages(many(129, "approval"))).toEqual([
    "One run of this may come to 903 steps, and an engine allows about 900. Split the workflow, or start another one for a part of it.",
  ]);
  expect(messages(many(200, "compute"))).toEqual([]);
});

test("runs limited per a field that no trigger expects deserve a look", () => {
  const limited = (field: string) => ({ ...lending(), limits: { perField: { field, runs: 1 } } });
  expect(messages(limited("absent"))).toEqual([
    "Runs are limited per “absent”, which no trigger expects. Choose another field in “Runs at once”.",
  ]);
});
