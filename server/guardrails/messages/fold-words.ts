/**
 * A text as its words, without case, accents and whatever cannot be seen: "Lawsuít!" and "LAWSUIT" are one word. What
 * stands between words (spaces, hyphens, apostrophes) is left out.
 */
export function foldWords(text: string): string[] {
  const plain = text
    .normalize("NFKD")
    .replace(/[\p{M}\p{Cf}]/gu, "")
    // Both ways, so that ß and SS are the same.
    .toUpperCase()
    .toLowerCase();
  return plain.match(/[\p{L}\p{N}]+/gu) ?? [];
}
