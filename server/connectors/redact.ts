/** Shorter ones would blank out ordinary words. */
const SHORTEST = 4;
const BLANK = "•••";

/**
 * Takes credentials out of what another system said, however deep they stand: some echo what they were sent.
 * What comes back is stored and shown; credentials never are.
 */
export function redact<T>(value: T, secret: unknown): T {
  const words = credentialWords(secret);
  return words.length === 0 ? value : (clean(value, words) as T);
}

function credentialWords(secret: unknown): string[] {
  if (typeof secret !== "object" || secret === null) return [];
  const plain = Object.entries(secret).flatMap(([key, value]) =>
    key !== "kind" && key !== "name" && typeof value === "string" ? [value] : [],
  );
  const { user, password } = secret as { user?: unknown; password?: unknown };
  const encoded = plain.map((each) => Buffer.from(each).toString("base64"));
  const pair =
    typeof user === "string" ? [Buffer.from(`${user}:${String(password)}`).toString("base64")] : [];
  return [...plain, ...encoded, ...pair]
    .filter((word) => word !== user && word.length >= SHORTEST)
    .sort((a, b) => b.length - a.length);
}

function clean(value: unknown, words: readonly string[]): unknown {
  if (typeof value === "string") return words.reduce((text, word) => text.replaceAll(word, BLANK), value);
  if (Array.isArray(value)) return value.map((each) => clean(each, words));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [String(clean(key, words)), clean(each, words)]),
  );
}
