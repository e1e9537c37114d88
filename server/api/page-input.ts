import { z } from "zod";

/** Input of every list that is paged by cursor; spread it into the procedure's `z.strictObject`. */
export const pageInput = {
  /** `nextCursor` of the page before; null or absent for the first. */
  cursor: z.string().max(400).nullish(),
  limit: z.int().min(1).max(100).default(50),
  /** Sent along by TanStack Query's infinite queries; lists only go forward. */
  direction: z.enum(["forward", "backward"]).optional(),
};
