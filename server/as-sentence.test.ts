import { expect, test } from "vitest";
import { asSentence } from "./as-sentence";

test("what another sentence follows ends like one", () => {
  expect(
    ["Wrong prices in the shop", "Wrong prices! ", "Since when?", "Wrong prices."].map(asSentence),
  ).toEqual(["Wrong prices in the shop.", "Wrong prices!", "Since when?", "Wrong prices."]);
});
