import fc from "fast-check";
import { expect, it } from "vitest";
import { chunkOf, placesIn } from "./chunks";
import { compilePlan } from "./compile";
import type { PlanBody } from "./plan";
import { BARE, drawing } from "./testing";

function bodyOf(actions: number, atMost: number): PlanBody {
  const names = Array.from({ length: actions }, (_, index) => `a${index}`);
  const graph = drawing(
    { form: "trigger", each: "loop", ...Object.fromEntries(names.map((name) => [name, "effect"])) },
    [
      "form.out each",
      ...names.map((name, index) => `${index === 0 ? "each.item" : `a${index - 1}.confirmed`} ${name}`),
    ],
  );
  const body = compilePlan(graph, BARE).nodes.find(({ id }) => id === "each")?.body;
  if (!body) throw new Error("The loop has no body.");
  return { ...body, atMost };
}

it("deals the items out around the lanes, each lane's in order", () => {
  const body = bodyOf(1, 3);
  expect(placesIn(body, 0).slice(0, 3)).toEqual([0, 3, 6]);
  expect(placesIn(body, 2).slice(0, 3)).toEqual([2, 5, 8]);
  // The first lane's second chunk goes on where its first one ended.
  expect(placesIn(body, 3)[0]).toBe((placesIn(body, 0).at(-1) ?? 0) + 3);
});

it("puts every item into exactly one chunk, and finds it again", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 1, max: 9 }), (actions, atMost) => {
      const body = bodyOf(actions, atMost);
      for (let chunk = 0; chunk < 2 * atMost; chunk += 1) {
        expect(placesIn(body, chunk).map((place) => chunkOf(body, place))).toEqual(
          placesIn(body, chunk).map(() => chunk),
        );
      }
    }),
    { numRuns: 10 },
  );
});

it("hands out fewer items at once where each takes more steps, so that no run grows too long", () => {
  expect(placesIn(bodyOf(1, 1), 0)).toHaveLength(50);
  expect(placesIn(bodyOf(20, 1), 0)).toHaveLength(6);
  expect(placesIn(bodyOf(150, 1), 0)).toHaveLength(1);
});
