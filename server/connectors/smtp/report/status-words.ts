/** What RFC 3463 means by a status, without its first digit; by its class where the detail says nothing of its own. */
const WORDS: { readonly [status: string]: string } = {
  "1.1": "there is no such mailbox",
  "1.2": "there is no such mail domain",
  "1.3": "the address is not written as it should be",
  "1.6": "the mailbox has moved and left no address",
  "1.10": "its domain takes no mail",
  "1": "something is wrong with the address",
  "2.1": "the mailbox is switched off",
  "2.2": "the mailbox is full",
  "2.3": "it is longer than the mailbox takes",
  "2": "something is wrong with the mailbox",
  "3.4": "it is too large for the receiving system",
  "3": "something is wrong with the receiving system",
  "4.1": "the receiving server does not answer",
  "4.4": "no way to the receiving server was found",
  "4.7": "it was tried for too long",
  "4": "the receiving server could not be reached",
  "5": "the mail servers did not understand each other",
  "6": "the receiving system does not take such content",
  "7.1": "the receiving system does not take it from us",
  "7": "it was refused for reasons of safety or policy",
};

/** A status like 5.1.1 in words; null for one that says nothing. */
export function statusInWords(status: string | undefined): string | null {
  const [, subject = "", detail = ""] = (status ?? "").split(".");
  return WORDS[`${subject}.${detail}`] ?? WORDS[subject] ?? null;
}
