import { foldWords } from "./fold-words";

const MOST_WORDS = 6;

/** A word or several in a row; with a star at its end the last word may go on ("complain*"). */
type Phrase = { said: string; words: readonly string[]; open: boolean };

/** A list, made ready to be looked for: where the words so far lead to. */
export type Phrases = {
  next: Map<string, Phrases>;
  /** The entry that ends here. */
  said: string | null;
  /** Entries that end with the beginning of the next word, and how long those are. */
  openings: Map<string, string>;
  lengths: Set<number>;
};

/** What is wrong with an entry of a list, in a sentence; null when it can be used. */
export function problemOfPhrase(said: string): string | null {
  const { words } = phraseOf(said);
  if (words.length === 0) return `“${said}” has no letters or digits to look for.`;
  if (words.length > MOST_WORDS) return `“${said}” is too long: at most ${MOST_WORDS} words in a row.`;
  if (said.trim().slice(0, -1).includes("*"))
    return `“${said}”: a star can stand at the end only, as in “complain*”.`;
  return null;
}

function phraseOf(said: string): Phrase {
  return { said: said.trim(), words: foldWords(said), open: said.trim().endsWith("*") };
}

function emptyPhrases(): Phrases {
  return { next: new Map(), said: null, openings: new Map(), lengths: new Set() };
}

export function readyPhrases(list: readonly string[]): Phrases {
  const all = emptyPhrases();
  for (const { said, words, open } of list.map(phraseOf)) {
    const last = words.at(-1);
    if (last === undefined) continue;
    let at = all;
    for (const word of open ? words.slice(0, -1) : words) {
      const next = at.next.get(word) ?? emptyPhrases();
      at.next.set(word, next);
      at = next;
    }
    if (open) {
      at.openings.set(last, said);
      at.lengths.add(last.length);
    } else at.said = said;
  }
  return all;
}

/**
 * Which entries of a list are in a text, as they were written into the list. Takes time by the length of the text, however
 * long the list is and whatever stands in either: no pattern is ever run.
 */
export function findPhrases(all: Phrases, words: readonly string[]): string[] {
  const found = new Set<string>();
  for (const start of words.keys()) {
    let at: Phrases | undefined = all;
    for (let next = start; at !== undefined; next += 1) {
      if (at.said !== null) found.add(at.said);
      const word = words[next];
      if (word === undefined) break;
      for (const length of at.lengths) {
        const opening = at.openings.get(word.slice(0, length));
        if (opening !== undefined) found.add(opening);
      }
      at = at.next.get(word);
    }
  }
  return [...found];
}
