import fc from "fast-check";
import { expect, test } from "vitest";
import { readableOn } from "./readable-on";

test("dark colours get white words, light ones black", () => {
  expect(readableOn("#1f2a44")).toBe("#ffffff");
  expect(readableOn("#ffe14d")).toBe("#000000");
  expect(readableOn("not a colour")).toBe("#ffffff");
});

test("words reach a contrast of 4.5 on any colour", () => {
  const channel = fc.integer({ min: 0, max: 255 });
  fc.assert(
    fc.property(channel, channel, channel, (...rgb) => {
      const hex = `#${rgb.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
      const [r = 0, g = 0, b = 0] = rgb.map((value) => {
        const part = value / 255;
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      });
      const ground = 0.2126 * r + 0.7152 * g + 0.0722 * b;
      const words = readableOn(hex) === "#ffffff" ? 1 : 0;
      const contrast = (Math.max(ground, words) + 0.05) / (Math.min(ground, words) + 0.05);
      expect(contrast).toBeGreaterThanOrEqual(4.5);
    }),
  );
});
