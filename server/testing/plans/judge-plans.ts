import { createHash } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import type { Sent } from "./note-statements";
import { GROWING, pretendLarge } from "./pretend-large";

type Role = "handoff_app" | "handoff_engine";

/** Addresses of the database that was tested; nothing else uses it any more. */
export type Urls = { [role in Role | "superuser"]: string };

/**
 * Plans statements once more, as if the growing tables were large and with reading whole tables forbidden. Where that is
 * planned all the same, no index serves the statement: its cost grows with everything that ever happened, on a table that
 * is small while it is tested.
 * @param folder where it is kept which statements were judged, so that each is once in a run of all tests
 * @returns a sentence for each statement that reads a growing table from end to end
 */
export async function judgePlans(sent: Iterable<Sent>, urls: Urls, folder: string): Promise<string[]> {
  mkdirSync(folder, { recursive: true });
  const faults: string[] = [];
  const fresh = [...sent].filter((each) => each.from !== null && isFirst(each, folder));
  if (fresh.length > 0) await pretendLarge(urls.superuser);
  for (const role of ["handoff_app", "handoff_engine"] as const) {
    const theirs = fresh.filter(({ user }) => user === role);
    if (theirs.length === 0) continue;
    const client = new pg.Client({ connectionString: urls[role] });
    await client.connect();
    try {
      await client.query("SET enable_seqscan = off");
      // Without one Postgres expects to find nothing at all.
      await client.query("SELECT set_config('app.organization_id', gen_random_uuid()::text, false)");
      const { rows } = await client.query<Index & { name: string }>(INDEXES, [[...LARGE_PARTS]]);
      const indexes = new Map(rows.map(({ name, ...index }) => [name, index]));
      for (const { text, from } of theirs) {
        const plan = await planOf(client, text);
        const whole = plan ? wholeTables(plan, { indexes, limited: false }) : [];
        if (whole.length > 0) {
          faults.push(`${from} reads ${whole.join(" and ")} from end to end:\n${text}`);
        }
      }
    } finally {
      await client.end();
    }
  }
  return faults;
}

function isFirst({ user, text }: Sent, folder: string): boolean {
  const mark = join(folder, createHash("sha256").update(`${user} ${text}`).digest("hex"));
  if (existsSync(mark)) return false;
  writeFileSync(mark, "");
  return true;
}

type Plan = {
  "Node Type": string;
  "Relation Name"?: string;
  "Index Name"?: string;
  "Index Cond"?: string;
  Plans?: Plan[];
};

/** @returns nothing for what cannot be planned: it cannot be run either */
async function planOf(client: pg.Client, text: string): Promise<Plan | null> {
  try {
    const { rows } = await client.query(`EXPLAIN (GENERIC_PLAN, FORMAT JSON) ${text}`);
    return rows[0]["QUERY PLAN"][0].Plan;
  } catch {
    return null;
  }
}

/** Partial, and growing all the same. */
const LARGE_PARTS = new Set(["effect_moved", "effect_sent", "review_decided", "run_ended"]);

type Index = { leading: string; second: string | null; small: boolean };

const INDEXES = `
  SELECT relname AS name, pg_get_indexdef(indexrelid, 1, true) AS leading,
    nullif(pg_get_indexdef(indexrelid, 2, true), '') AS second, indpred IS NOT NULL AND NOT relname = ANY($1::text[]) AS small
  FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid`;

/** Through these a limit stops what is below. */
const PASSING = new Set([
  "Limit",
  "LockRows",
  "Incremental Sort",
  "Nested Loop",
  "Subquery Scan",
  "Result",
  "Append",
  "Memoize",
]);

type Around = { indexes: ReadonlyMap<string, Index>; limited: boolean };

function wholeTables(plan: Plan, { indexes, limited }: Around): string[] {
  const type = plan["Node Type"];
  const stops = type === "Limit" || (limited && PASSING.has(type));
  const table = plan["Relation Name"];
  const below = (plan.Plans ?? []).flatMap((each) =>
    // A bitmap's index does not say whose it is.
    wholeTables({ "Relation Name": table, ...each }, { indexes, limited: stops }),
  );
  if (table === undefined || !GROWING.has(table)) return below;
  if (type === "Seq Scan") return [...below, table];
  const index = indexes.get(plan["Index Name"] ?? "");
  if (!index || index.small || limited || narrows(plan["Index Cond"] ?? "", index)) return below;
  return [...below, `${table} (by ${plan["Index Name"]})`];
}

/** Whether so little is read of an index that it does not grow with everything: one organization is everything. */
function narrows(condition: string, { leading, second }: Index): boolean {
  const given = condition.replace(/\(\S+ IS NOT NULL\)/g, "");
  const says = (column: string | null) => column !== null && new RegExp(`\\b${column}\\b`).test(given);
  return says(leading) && (leading !== "organization_id" || says(second));
}
