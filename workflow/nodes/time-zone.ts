import { z } from "zod";
import { isTimeZone } from "@/workflow/time/zone";
import type { ConfigProblem } from "./define";
import { setting } from "./widgets";

/** The setting of a trigger of time that says whose clocks count; empty for the organization's. */
export function timeZoneSetting() {
  return setting(z.string().max(60, "Choose a time zone from the list."), {
    label: "Time zone",
    help: "Empty: the organization's.",
    widget: "time-zone",
    placeholder: "The organization's",
  });
}

export function checkTimeZone(timeZone: string): ConfigProblem[] {
  if (timeZone === "" || isTimeZone(timeZone)) return [];
  const message = `“${timeZone}” is no time zone. Choose one from the list, for example Europe/Berlin.`;
  return [{ path: ["timeZone"], message }];
}
