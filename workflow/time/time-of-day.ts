import { z } from "zod";

/** A time of day as settings carry it: "09:00", in hours and minutes from midnight. */
export const timeOfDaySchema = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, "Write the time of day as hours and minutes, for example 09:00.");

export function partsOfTime(time: string): { hour: number; minute: number } {
  const [hour = "0", minute = "0"] = time.split(":");
  return { hour: Number(hour), minute: Number(minute) };
}
