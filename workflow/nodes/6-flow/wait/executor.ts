import { toDate, toText } from "@/workflow/expressions/convert";
import { type Call, type Executor, NeedsMending } from "@/workflow/ports";
import { requireValue } from "../../resolve";
import { LONGEST_WAIT_MS, UNIT_MS } from "../../settings";
import type { WaitConfig } from "./definition";

export const waitExecutor: Executor<WaitConfig> = {
  async run(call) {
    return { kind: "wait", until: moment(call).toISOString(), port: "done" };
  },
};

function moment(call: Call<WaitConfig>): Date {
  const {
    config,
    services: { now },
  } = call;
  if (config.mode === "duration") {
    const { amount, unit } = config.duration;
    return new Date(now.getTime() + amount * UNIT_MS[unit]);
  }
  const found = requireValue({ value: config.until, call, field: "until", label: "Until" });
  const until = toDate(found);
  if (!until) throw new NeedsMending(`“Until” is “${toText(found)}”, which is not a date.`, "until");
  if (until.getTime() - now.getTime() > LONGEST_WAIT_MS) {
    throw new NeedsMending(`“Until” is “${toText(found)}”; a wait lasts at most 366 days.`, "until");
  }
  return new Date(Math.max(until.getTime(), now.getTime()));
}
