import { z } from "zod";

const SENTENCE = "Enter a number of actions a second from 0.01 to 1,000, or leave it empty.";

/** Actions a second that may go out over a connection; null for no bound, absent to leave it as it stands. */
export const rateCapInput = z.number(SENTENCE).min(0.01, SENTENCE).max(1_000, SENTENCE).nullish();
