import { expect, it } from "vitest";
import { topFunctions } from "./top-functions.mjs";

const frame = (functionName, url = "") => ({ functionName, url, lineNumber: 0, columnNumber: 0 });

it("counts for a function what it calls, once however often it stands on the stack", () => {
  const ours = (name) => frame(name, "file:///x/build/worker.mjs");
  const profile = {
    nodes: [
      { id: 1, callFrame: frame("(root)"), children: [2] },
      { id: 2, callFrame: ours("outer"), children: [3] },
      { id: 3, callFrame: frame("run", "node:internal/timers"), children: [4] },
      { id: 4, callFrame: ours("outer"), children: [5] },
      { id: 5, callFrame: ours("inner") },
    ],
    samples: [2, 5],
    timeDeltas: [1_000, 3_000],
  };
  const { inclusive } = topFunctions(profile);
  expect(inclusive.map(([name, value]) => [name.split(" ")[0], value])).toEqual([
    ["outer", 4],
    ["inner", 3],
  ]);
});

it("adds up the time of a function wherever it was called from, and leaves idling out", () => {
  const profile = {
    nodes: [
      { id: 1, callFrame: frame("work", "file:///x/node_modules/pg/lib/a.js") },
      { id: 2, callFrame: frame("work", "file:///x/node_modules/pg/lib/a.js") },
      { id: 3, callFrame: frame("(idle)") },
      { id: 4, callFrame: frame("(garbage collector)") },
    ],
    samples: [1, 2, 3, 4, 1],
    timeDeltas: [1_000, 2_000, 50_000, 500, 4_000],
  };
  const { busy, total, functions, packages } = topFunctions(profile);
  expect({ busy, total }).toEqual({ busy: 7.5, total: 57.5 });
  expect(functions[0]?.[1]).toBe(7);
  expect(packages).toEqual([
    ["pg", 7],
    ["(garbage collector)", 0.5],
  ]);
});
