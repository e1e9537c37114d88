import { toText } from "@/workflow/expressions/convert";
import { joinWords, shorten } from "@/workflow/expressions/words";
import type { JsonObject } from "@/workflow/json";
import type { EffectRequest, Outcome } from "@/workflow/ports";
import { humanise } from "./words";

/** What an action's executor answers: the effect it wants done. */
export function wantEffect(request: EffectRequest): Outcome {
  return { kind: "effect", request: { ...request, summary: shorten(request.summary, 300) } };
}

/** Field assignments in words: "status paid, amount 480". */
export function describeData(data: JsonObject): string {
  return joinWords(
    Object.entries(data).map(([field, value]) => {
      const text = value === null ? "nothing" : toText(value);
      return `${humanise(field)} ${shorten(text, 60)}`;
    }),
  );
}
