import { toNumber, toText } from "@/workflow/expressions/convert";
import type { Executor } from "@/workflow/ports";
import { startWithEvent } from "../../trigger-output";
import { counted } from "../../words";
import type { ScheduleConfig } from "./config";

export const scheduleExecutor: Executor<ScheduleConfig> = {
  async run({ lookup }) {
    const scheduledFor = toText(lookup({ from: "event", path: ["scheduledFor"] }));
    const missed = toNumber(lookup({ from: "event", path: ["missed"] })) ?? 0;
    const caughtUp = missed > 0 ? `, after ${counted(missed, "missed time")}` : "";
    return startWithEvent(lookup, `It was ${scheduledFor}${caughtUp}`);
  },
};
