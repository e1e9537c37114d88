import { expect, test } from "vitest";
import { shownChange } from "./shown-change";

test("what was given is shown by the names of its fields, beside what stood there before", () => {
  const values = { "path/bookId": "7", "body/title": "Sonnets", "body/address/city": "Stratford" };
  expect(shownChange(values, { title: "Plays", address: { city: "London" }, copies: 3 })).toEqual({
    before: { title: "Plays", "address › city": "London" },
    after: { bookId: "7", title: "Sonnets", "address › city": "Stratford" },
  });
});

test("what made something has nothing before it", () => {
  expect(shownChange({ "body/title": "Sonnets" }, undefined)).toEqual({
    before: null,
    after: { title: "Sonnets" },
  });
});

test("a name that is in two places, and a body that is no object, are told apart", () => {
  expect(shownChange({ "path/id": "1", "body/id": "2", body: [1] }, {}).after).toEqual({
    id: "1",
    "id (body)": "2",
    Body: [1],
  });
});
