import { compareDecimals, toText } from "@/workflow/expressions/convert";
import type { Json, JsonObject } from "@/workflow/json";
import type { Executor } from "@/workflow/ports";
import type { ReconcileConfig } from "./definition";

export const reconcileExecutor: Executor<ReconcileConfig> = {
  async run({ config, lookup }) {
    const a = present(lookup(config.inA));
    const b = present(lookup(config.inB));
    const agrees = a !== undefined && b !== undefined && same(a, b);
    const trusted = config.trusted === "a" ? a : b;
    const output: JsonObject = { differs: !agrees };
    if (a !== undefined) output.a = a;
    if (b !== undefined) output.b = b;
    if (trusted !== undefined) output.value = trusted;
    const inWords = `${config.labelA} says ${quoted(a)}, ${config.labelB} says ${quoted(b)}`;
    const reason = agrees
      ? `${config.labelA} and ${config.labelB} agree on ${quoted(a)}`
      : `${inWords}; ${config.trusted === "a" ? config.labelA : config.labelB} counts`;
    return { kind: "settled", port: agrees ? "match" : "mismatch", output, reason };
  },
};

function present(value: Json | undefined): Json | undefined {
  return value === null || value === "" ? undefined : value;
}

/** Two systems spell the same thing differently: case, spaces around, 5 and "5.00" are no mismatch. */
function same(a: Json, b: Json): boolean {
  return compareDecimals(a, b) === 0 || toText(a).trim().toLowerCase() === toText(b).trim().toLowerCase();
}

function quoted(value: Json | undefined): string {
  return value === undefined ? "nothing" : `“${toText(value)}”`;
}
