import { describe, expect, test } from "vitest";
import { foldWords } from "./fold-words";
import { findPhrases, problemOfPhrase, readyPhrases } from "./phrases";

const find = (list: string[], text: string) => findPhrases(readyPhrases(list), foldWords(text));

describe("words of a list", () => {
  test.each([
    ["lawyer", "I will call my LAWYER."],
    ["déçu", "Je suis DECU, vraiment"],
    ["decu", "Je suis de\u0301c\u0327u"],
    ["law\u00adsuit", "a law\u200bsuit"],
    ["Maßnahme", "Rechtliche MASSNAHME"],
    ["legal action", "we take legal-action now"],
    ["legal action", "legal\n\n   action"],
    ["don't accept", "We don’t accept"],
    ["ｆｒａｕｄ", "this is fraud"],
    ["§ 433", "nach §433 BGB"],
    ["complain*", "Her complaints"],
    ["breach of contr*", "a breach of contracts"],
  ])("finds “%s” in “%s”", (entry, text) => {
    expect(find([entry], text)).toEqual([entry]);
  });

  test.each([
    ["law", "the lawn is mown"],
    ["suit", "a lawsuit"],
    ["legal action", "legal and other action"],
    ["complain", "complaints"],
    ["legal action*", "legal and actions"],
    ["court", ""],
  ])("does not find “%s” in “%s”", (entry, text) => {
    expect(find([entry], text)).toEqual([]);
  });

  test("are each told once, as they were written into the list", () => {
    expect(find(["Court", "su*", "sue"], "Sue, sued, court and COURT")).toEqual(["su*", "sue", "Court"]);
  });

  test("are looked for in the longest text, whatever stands in it, without trying anything twice over", () => {
    const list = Array.from({ length: 200 }, (_, index) => `a a a a a b${index}`);
    expect(find(list, "a ".repeat(100_000))).toEqual([]);
  });

  test.each([
    ["***", "has no letters"],
    ["one two three four five six seven", "at most 6 words"],
    ["a*b", "at the end only"],
  ])("cannot be “%s”", (entry, why) => {
    expect(problemOfPhrase(entry)).toContain(why);
    expect(problemOfPhrase("complain*")).toBeNull();
  });
});
