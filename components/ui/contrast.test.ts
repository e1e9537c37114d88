import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

/** Reads the tokens as they are shipped and measures them as WCAG 2.2 does. */
type Rgb = [number, number, number];

const css = readFileSync(new URL("../../app/globals.css", import.meta.url), "utf8");
const NUMBER = "([\\d.]+)";
const COLOUR = `oklch\\(${NUMBER} ${NUMBER} ${NUMBER}\\)`;
const tokens = new Map(
  [...css.matchAll(new RegExp(`--([a-z-]+): light-dark\\(${COLOUR}, ${COLOUR}\\)`, "g"))].map(
    ([, name, ...parts]) => {
      const [l1 = 0, c1 = 0, h1 = 0, l2 = 0, c2 = 0, h2 = 0] = parts.map(Number);
      return [name, { light: toLinear(l1, c1, h1), dark: toLinear(l2, c2, h2) }] as const;
    },
  ),
);

/** OKLCH to linear sRGB, clipped to the gamut. Source: Björn Ottosson, "A perceptual color space for image processing". */
function toLinear(lightness: number, chroma: number, hue: number): Rgb {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clip = (value: number) => Math.min(1, Math.max(0, value));
  return [
    clip(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    clip(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    clip(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

function contrast(one: Rgb, other: Rgb): number {
  const luminance = ([r, g, b]: Rgb) => 0.2126 * r + 0.7152 * g + 0.0722 * b;
  const [low, high] = [luminance(one), luminance(other)].sort((x, y) => x - y) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

function measure(front: string, back: string, theme: "light" | "dark"): number {
  const [one, other] = [tokens.get(front), tokens.get(back)];
  if (!one || !other) throw new Error(`No token ${one ? back : front} in globals.css`);
  return contrast(one[theme], other[theme]);
}

const GROUNDS = ["canvas", "panel", "subtle", "field"];
const STATES = ["running", "waiting", "confirmed", "degraded", "failed", "skipped"].map(
  (name) => `state-${name}`,
);
const STAGES = ["trigger", "understand", "decide", "act", "verify"].map((name) => `stage-${name}`);

describe.each(["light", "dark"] as const)("in the %s theme", (theme) => {
  test.each(["ink", "muted", "accent", ...STATES])("%s reads as text on every ground", (front) => {
    for (const back of [...GROUNDS, "hover", "selected"]) {
      expect(measure(front, back, theme), `${front} on ${back}`).toBeGreaterThanOrEqual(4.5);
    }
  });
  test("words on the primary action read", () => {
    expect(measure("on-accent", "accent", theme)).toBeGreaterThanOrEqual(4.5);
  });
  test.each([...STAGES, "field-line"])("%s stands out as a mark", (front) => {
    for (const back of GROUNDS)
      expect(measure(front, back, theme), `${front} on ${back}`).toBeGreaterThanOrEqual(3);
  });
});
