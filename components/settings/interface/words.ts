import type { Classification, Related } from "@/workflow/operations/classification";

/** What was said of an operation, or is proposed, in words. */

export const EFFECT_WORDS: { readonly [effect in Classification["effect"]]: string } = {
  read: "Only reads",
  create: "Creates something",
  update: "Changes something",
  delete: "Deletes something",
  send: "Sends a message",
  money: "Moves money",
};

export const RETRY_WORDS: { readonly [retry in Classification["retry"]]: string } = {
  "native-key": "Send it again: it counts once there",
  "search-first": "Look whether it arrived, then send it again",
  never: "Ask a person",
};

/** "Creates something · read back by GET /books/{id} · taken back by DELETE /books/{id}" */
export function describeClassification({ effect, readBack, reversal }: Classification): string {
  if (effect === "read") return EFFECT_WORDS.read;
  const parts = [
    EFFECT_WORDS[effect],
    readBack ? `read back by ${callOf(readBack)}` : "not read back",
    reversal
      ? reversal.kind === "give-back"
        ? `taken back by giving back what was there (${callOf(reversal.by)})`
        : `taken back by ${callOf(reversal.by)}`
      : "cannot be taken back",
  ];
  return parts.join(" · ");
}

export function callOf({ method, path }: Pick<Related, "method" | "path">): string {
  return `${method} ${path}`;
}

/** Whether it can be confirmed as it is proposed: money needs to be told in which currency. */
export function isComplete({ effect, money }: Classification): boolean {
  return effect !== "money" || money !== null;
}
