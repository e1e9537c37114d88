import { messageActions } from "@/server/connectors/registry";
import type { Tx } from "@/server/db/tx";
import type { JsonObject } from "@/workflow/json";
import { checkedRule } from "../rules/standing-rule";
import { findMatches, readyRule, whyHeld } from "./judge-message";
import { type KnownOfRun, knownOfRunSql } from "./known-of-run";
import { MESSAGES, type MessagesRule } from "./messages-rule";

const DAYS = 30;
const MOST_LISTED = 50;
/** The newest of so many days; more would keep everybody else on this process waiting. */
const MOST_LOOKED = 5_000;
const AT_ONCE = 250;

export type HeldMessage = {
  id: string;
  runId: string | null;
  summary: string;
  at: Date;
  /** What was found, in a sentence. */
  why: string;
};

export type MessagesPreview = {
  days: number;
  looked: number;
  held: number;
  /** There were more than were looked at: those are the newest. */
  more: boolean;
  newest: HeldMessage[];
};

type Row = {
  id: string;
  runId: string | null;
  action: string;
  input: JsonObject;
  summary: string;
  at: Date;
  known: KnownOfRun | null;
};

// By their place, not by their moment: of the same instant there may be many.
const PAGE = `
  SELECT effect.id, effect.run_id AS "runId", effect.action, effect.input, effect.summary, effect.created_at AS at,
    CASE WHEN $4::boolean THEN ${knownOfRunSql("effect.run_id")} END AS known
  FROM (
    SELECT * FROM effect WHERE effect = 'send' AND action = ANY($1::text[])
      AND created_at >= now() - interval '${DAYS} days'
    ORDER BY created_at DESC, id DESC LIMIT $2 OFFSET $3) AS effect
  ORDER BY effect.created_at DESC, effect.id DESC`;

/**
 * What a rule would have held of the messages of the last 30 days: the very judgement of the gateway, over what was
 * written down. Nothing is changed.
 * @throws MendInput that names the field
 */
export async function previewMessages(tx: Tx, input: MessagesRule): Promise<MessagesPreview> {
  const rule = checkedRule(MESSAGES, input);
  const ready = readyRule(rule);
  const needsKnown = rule.alsoArrived || rule.fields.length > 0;
  const actions = new Map(messageActions().map((action) => [action.id, action]));
  const preview: MessagesPreview = { days: DAYS, looked: 0, held: 0, more: false, newest: [] };
  for (;;) {
    const rows = await tx.query<Row>(PAGE, [[...actions.keys()], AT_ONCE, preview.looked, needsKnown]);
    for (const { action, input: sent, known, ...row } of rows) {
      preview.looked += 1;
      const parsed = actions.get(action)?.input.safeParse(sent);
      const message = parsed?.success ? actions.get(action)?.message?.(parsed.data) : undefined;
      if (!message) continue;
      const texts = message.fields.map(({ key }) => String(sent[key] ?? ""));
      const matches = findMatches(ready, { to: message.to, texts }, known);
      if (matches.length === 0) continue;
      preview.held += 1;
      if (preview.newest.length < MOST_LISTED) {
        const { id, runId, summary, at } = row;
        preview.newest.push({ id, runId, summary, at, why: whyHeld(matches) });
      }
    }
    if (rows.length < AT_ONCE) return preview;
    if (preview.looked >= MOST_LOOKED) return { ...preview, more: true };
  }
}
