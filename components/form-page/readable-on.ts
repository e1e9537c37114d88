/**
 * Black or white, whichever reads better on a colour the organization chose.
 * @param background "#rrggbb"; anything else counts as dark
 */
export function readableOn(background: string): "#000000" | "#ffffff" {
  const [red = 0, green = 0, blue = 0] = (
    /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(background) ?? []
  )
    .slice(1)
    .map((hex) => linear(Number.parseInt(hex, 16) / 255));
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  // Contrast as WCAG measures it: (lighter + 0.05) / (darker + 0.05).
  return 1.05 / (luminance + 0.05) >= (luminance + 0.05) / 0.05 ? "#ffffff" : "#000000";
}

function linear(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
}
