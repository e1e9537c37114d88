import { router } from "@/server/api/trpc";
import { doAgain } from "./do-again";
import { drop } from "./drop-effect";
import { editAndRetry } from "./edit-and-retry";
import { editForm } from "./edit-form";
import { causes } from "./group-causes";
import { handleCause } from "./handle-cause";
import { effects } from "./list-effects";
import { incidents } from "./list-incidents";
import { queue } from "./list-queue";
import { moveInQueue } from "./move-in-queue";
import { orderQueue } from "./order-queue";
import { queueHistory } from "./queue-history";
import { health } from "./read-health";
import { repeatForm } from "./repeat-form";
import { resumeSending } from "./resume-sending";
import { retry } from "./retry-effect";
import { sending } from "./sending";
import { stopSending } from "./stop-sending";

export const operations = router({
  health,
  effects,
  queue,
  queueHistory,
  causes,
  incidents,
  retry,
  drop,
  editForm,
  editAndRetry,
  repeatForm,
  doAgain,
  orderQueue,
  moveInQueue,
  handleCause,
  sending,
  stopSending,
  resumeSending,
});
