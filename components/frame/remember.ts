"use client";
const YEAR = 365 * 24 * 3600;

/** Keeps a choice about the look of the page in a cookie, so that the next page is drawn with it at once. */
export function rememberChoice(name: "rail" | "theme", value: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser yet
  document.cookie = `${name}=${value}; path=/; max-age=${YEAR}; samesite=lax`;
}
