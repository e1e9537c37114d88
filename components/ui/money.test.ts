import { expect, test } from "vitest";
import { formatMoney } from "./money";

test("amounts keep every digit, however large", () => {
  expect(formatMoney("480.00", "EUR")).toBe("€480.00");
  expect(formatMoney("9007199254740993.10", "EUR")).toBe("€9,007,199,254,740,993.10");
});

test("what is no amount is shown as it stands", () => {
  expect(formatMoney("abc", "EUR")).toBe("abc EUR");
});

test("an unknown currency is shown as it stands", () => {
  expect(formatMoney("5", "??")).toBe("5 ??");
});
