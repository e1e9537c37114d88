import { z } from "zod";
import { MendInput } from "./errors";

/** Where a page ended, as lists hand it out: the sort key of its last row and that row's id. */
export type Position = { at: string; id: string };

const positionSchema = z.strictObject({ at: z.iso.datetime(), id: z.string().max(64) });

/** The cursor of the page after `rows`, or null when this was the last one. */
export function nextCursor<Row>(
  rows: readonly Row[],
  limit: number,
  position: (row: Row) => { at: Date; id: string },
): string | null {
  const last = rows.at(limit - 1);
  if (rows.length <= limit || !last) return null;
  const { at, id } = position(last);
  return Buffer.from(JSON.stringify({ at: at.toISOString(), id })).toString("base64url");
}

/** @throws MendInput when it was not handed out by `nextCursor`. */
export function readCursor(cursor: string | null | undefined): Position | null {
  if (cursor == null) return null;
  try {
    return positionSchema.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
  } catch {
    throw new MendInput("This list moved on. Start again from its top.", "cursor");
  }
}
