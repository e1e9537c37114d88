import { expect, test } from "vitest";
import { record, redo, startHistory, undo } from "./history";

test("undo goes back to what was, redo forward again", () => {
  const changed = record(record(startHistory("a"), "b"), "c");
  expect(undo(changed).present).toBe("b");
  expect(undo(undo(changed)).present).toBe("a");
  expect(redo(undo(changed)).present).toBe("c");
});

test("a burst of like changes is taken back at once", () => {
  const typed = ["h", "he", "hey"].reduce((h, text) => record(h, text, "name:n1"), startHistory(""));
  expect(undo(typed).present).toBe("");
});

test("a change after an undo forgets what was undone", () => {
  const changed = record(undo(record(startHistory("a"), "b")), "c");
  expect(redo(changed).present).toBe("c");
  expect(undo(changed).present).toBe("a");
});

test("undo and redo at the ends change nothing", () => {
  const only = startHistory("a");
  expect(undo(only)).toBe(only);
  expect(redo(only)).toBe(only);
});
