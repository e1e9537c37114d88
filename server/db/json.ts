import type { Prisma } from "./generated/client";

/** A plain value of ours as Prisma wants JSON: its input type cannot see that `unknown` settings are JSON. */
export function toJson(value: object): Prisma.InputJsonValue {
  return value as Prisma.InputJsonValue;
}
