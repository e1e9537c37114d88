import type { Case } from "./case";
import * as concurrency from "./cases/concurrency";
import * as delivery from "./cases/delivery";
import * as failures from "./cases/failures";
import * as limits from "./cases/limits";
import * as order from "./cases/order";
import * as subWorkflows from "./cases/sub-workflows";
import * as waits from "./cases/waits";

/** Everything that both engines hold to, and what the embedded one refuses. */
export const CASES: readonly Case[] = [
  order,
  waits,
  failures,
  subWorkflows,
  concurrency,
  delivery,
  limits,
].flatMap((file) => Object.values(file));
