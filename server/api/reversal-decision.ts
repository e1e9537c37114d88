import { z } from "zod";

/** What a person decided about a reversal that takes more than asking: see `ReversalOrder`. */
export const reversalDecision = {
  over: z.string().max(128).optional(),
  draft: z.record(z.string().max(100), z.string().max(200_000)).optional(),
};
