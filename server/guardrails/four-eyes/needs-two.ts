import type { Tx } from "@/server/db/tx";
import { compareDecimals } from "@/workflow/expressions/convert";
import { type StoredRule, standingSql } from "../rules/standing-rule";
import { FOUR_EYES, FOUR_EYES_KINDS, type FourEyesRule } from "./four-eyes-rule";

/** What four eyes looks at of an action. */
export type Judged = { effect: string; money: { amount: string; currency: string } | null };

export type NeedsTwo = { why: string; evidence: { label: string; value: string }[] };

const KINDS: Record<FourEyesRule["kinds"][number], string> = {
  money: "Whatever moves money",
  send: "Whatever is sent",
  delete: "Whatever deletes something",
};

/** Whether two people have to agree before an action goes out, and why; null when not. */
export function needsTwo(standing: StoredRule | null, { effect, money }: Judged): NeedsTwo | null {
  if (standing === null) return null;
  const { kinds, amounts } = FOUR_EYES.schema.parse(standing.rule);
  const evidence = [{ label: "Four eyes", value: `Two people have to agree (version ${standing.version})` }];
  const limit = effect === "money" && amounts.find(({ currency }) => currency === money?.currency);
  if (limit && money && compareDecimals(money.amount, limit.above) === 1) {
    return { why: `Above ${limit.above} ${limit.currency} two people have to agree.`, evidence };
  }
  const kind = kinds.find((each) => each === effect);
  return kind ? { why: `${KINDS[kind]} needs two people who agree.`, evidence } : null;
}

/** The rule, for an action that it can be about; no question to the database for any other. */
export async function fourEyesFor(tx: Tx, effect: string): Promise<StoredRule | null> {
  if (!FOUR_EYES_KINDS.some((kind) => kind === effect)) return null;
  const [row] = await tx.query<{ standing: StoredRule | null }>(
    `SELECT ${standingSql(FOUR_EYES)} AS standing`,
  );
  return row?.standing ?? null;
}
