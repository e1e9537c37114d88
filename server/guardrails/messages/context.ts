import type { Tx } from "@/server/db/tx";
import type { Packet } from "@/server/reviews/packet";
import { plainAddress } from "./accounts";

/** What is looked through for an address, the newest first: of each collection, and of what was sent. */
const MOST = 2_000;

const RECORDS = `
  SELECT collection.name, lately.data FROM collection CROSS JOIN LATERAL (
    SELECT data, updated_at FROM record WHERE collection_id = collection.id AND deleted_at IS NULL
    ORDER BY updated_at DESC LIMIT ${MOST}) AS lately
  WHERE jsonb_typeof(lately.data) = 'object'
    AND EXISTS (SELECT 1 FROM jsonb_each_text(lately.data) AS field WHERE lower(trim(field.value)) = $1)
  ORDER BY lately.updated_at DESC LIMIT 3`;

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
  const records = await tx.query<{ name: string; data: Packet["evidence"][number]["value"] }>(RECORDS, [
    address,
  ]);
  const earlier = await tx.query<{ at: Date; summary: string; state: string }>(EARLIER, [address, effectId]);
  return [
    ...records.map(({ name, data }, at) => ({
      label: records.findIndex((each) => each.name === name) === at ? name : `${name} (${at + 1})`,
      value: data,
      source: `Record with ${address}`,
    })),
    {
      label: `Sent to ${address} before`,
      value:
        earlier.length === 0
          ? "Nothing"
          : earlier.map(({ at, summary, state }) => `${at.toISOString().slice(0, 10)} ${summary} (${state})`),
    },
  ];
}
