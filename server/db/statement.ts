/** So many different texts a process prepares; the hot ones are far fewer. Others are planned each time. */
const MOST_PREPARED = 300;

const names = new Map<string, string>();

/**
 * A statement that each connection parses and plans once: planning joins under row-level security costs several
 * times what running them does. Only for texts that do not vary; values are always bound.
 */
export function statement(text: string, values: readonly unknown[] = []) {
  return { text, values: [...values], name: nameOf(text) };
}

function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= MOST_PREPARED) return known;
  const name = `s${names.size}`;
  names.set(text, name);
  return name;
}

/** How a transaction begins. */
export const BEGIN = statement("BEGIN");

/**
 * In a SELECT or its FROM: the commit is answered before it is on disk. Commits keep their order, so that whatever
 * is durable after it has it too.
 */
export const RELAXED = "set_config('synchronous_commit', 'off', true)";
