/** A key nobody in the list has yet, made from a word. */
export function freshKey(taken: readonly string[], word: string): string {
  for (let count = 1; ; count++) {
    const key = count === 1 ? word : `${word}-${count}`;
    if (!taken.includes(key)) return key;
  }
}

/** A label in words as a key: "Due date" becomes "due-date". */
export function keyOf(label: string): string {
  return label
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 60);
}
