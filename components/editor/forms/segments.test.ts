import { expect, test } from "vitest";
import { decodeReference, encodeReference, segmentsToValue, valueToSegments } from "./segments";

const reference = { from: "event", path: ["amount"] };

test("one chip alone keeps the type of what it refers to", () => {
  expect(segmentsToValue([{ kind: "reference", reference }])).toEqual({ kind: "reference", reference });
});

test("a chip within text makes text", () => {
  const segments = [
    { kind: "text" as const, text: "Hello " },
    { kind: "reference" as const, reference },
  ];
  expect(segmentsToValue(segments)).toEqual({ kind: "text", segments });
});

test("text alone becomes a constant of the expected type", () => {
  expect(segmentsToValue([{ kind: "text", text: "250" }], "number")).toEqual({ kind: "literal", value: 250 });
  expect(segmentsToValue([{ kind: "text", text: "250" }], "text")).toEqual({ kind: "literal", value: "250" });
  expect(segmentsToValue([{ kind: "text", text: "yes" }], "boolean")).toEqual({
    kind: "literal",
    value: true,
  });
  expect(segmentsToValue([{ kind: "text", text: "a, b" }], "list")).toEqual({
    kind: "literal",
    value: ["a", "b"],
  });
});

test("what is stored and what is edited say the same", () => {
  const values = [
    { kind: "literal" as const, value: "as it stands" },
    { kind: "reference" as const, reference },
    {
      kind: "text" as const,
      segments: [
        { kind: "text" as const, text: "a" },
        { kind: "reference" as const, reference },
      ],
    },
  ];
  for (const value of values) expect(segmentsToValue(valueToSegments(value))).toEqual(value);
});

test("a chip's reference survives the page, and nonsense is no reference", () => {
  expect(decodeReference(encodeReference(reference))).toEqual(reference);
  expect(decodeReference("[1,2]")).toBeNull();
  expect(decodeReference("{")).toBeNull();
});
