import type { Tx } from "@/server/db/tx";
import type { Packet } from "@/server/reviews/packet";
import type { JsonObject } from "@/workflow/json";
import { plainAddress } from "./accounts";

/** What is looked through for an address, the newest first: of each collection, and of what was sent. */
const MOST = 2_000;

const RECORDS = `
  SELECT collection.name, known.data FROM collection CROSS JOIN LATERAL (
    SELECT data, updated_at FROM (
      SELECT data, updated_at FROM record WHERE collection_id = collection.id AND deleted_at IS NULL
      ORDER BY updated_at DESC LIMIT ${MOST}) AS lately
    WHERE jsonb_typeof(data) = 'object'
      AND EXISTS (SELECT 1 FROM jsonb_each_text(data) AS field WHERE lower(trim(field.value)) = $1)
    ORDER BY updated_at DESC LIMIT 2) AS known
  ORDER BY known.updated_at DESC LIMIT 8`;

const EARLIER = `
  SELECT at, summary, state FROM (
    SELECT id, created_at AS at, summary, state::text AS state, input->>'to' AS "to" FROM effect
    WHERE effect = 'send' ORDER BY created_at DESC LIMIT ${MOST}) AS lately
  WHERE id <> $2::uuid AND lower("to") = $1 ORDER BY at DESC LIMIT 5`;

/** What is known of whom a message goes to: records that have the address, and what was sent there before. */
export async function readContext(
  tx: Tx,
  to: readonly string[],
  effectId: string,
): Promise<Packet["evidence"]> {
  const [address] = to.map(plainAddress);
  if (address === undefined) return [];
  const records = await tx.query<{ name: string; data: JsonObject }>(RECORDS, [address]);
  const earlier = await tx.query<{ at: Date; summary: string; state: string }>(EARLIER, [address, effectId]);
  return [
    ...records.map(({ name, data }, at) => ({
      label: records.findIndex((each) => each.name === name) === at ? name : `${name} (${at + 1})`,
      value: withoutAddress(data, address),
    })),
    {
      label: "Sent there before",
      value:
        earlier.length === 0
          ? "Nothing"
          : earlier.map(({ at, summary, state }) => `${at.toISOString().slice(0, 10)} ${summary} (${state})`),
    },
  ];
}

/** That it has the address is why it is shown. */
function withoutAddress(data: JsonObject, address: string): JsonObject {
  const others = Object.entries(data).filter(
    ([, value]) => typeof value !== "string" || plainAddress(value) !== address,
  );
  return Object.fromEntries(others);
}
