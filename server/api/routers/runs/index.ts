import { router } from "@/server/api/trpc";
import { cancel } from "./cancel-run";
import { decideReversal } from "./decide-reversal";
import { reversal } from "./get-reversal";
import { get } from "./get-run";
import { items } from "./list-items";
import { list } from "./list-runs";
import { previewReversal } from "./preview-reversal";
import { retry } from "./retry-run";
import { reverse } from "./reverse-run";

export const runs = router({
  list,
  get,
  items,
  cancel,
  retry,
  reversal,
  previewReversal,
  reverse,
  decideReversal,
});
