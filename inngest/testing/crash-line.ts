import { randomUUID } from "node:crypto";
import { type Account, settleAccount } from "@/scripts/chaos/account";
import { CountingStub } from "@/scripts/chaos/counting-stub";
import { ACTIONS } from "@/scripts/chaos/drawing";
import { readFacts } from "@/scripts/chaos/facts";
import { sendWebhook } from "@/scripts/demo/senders";
import { inOrganizationFast } from "@/server/db/in-organization";
import { pool } from "@/server/db/pools";
import { makeOrganization, type TestOrganization } from "@/server/testing/organization";
import type { TestWorkflow } from "@/server/testing/workflow";
import { drawForCrashes } from "./crash-drawing";
import { type CrashBundle, CrashProcess } from "./crash-process";

const TURN_MS = 40;
/** What the process said at its failpoints, whether it came to its end by them, and whether all was at rest before. */
export type Life = { died: boolean; rested: boolean; reached: string[]; complaints: string };

type Question = { id: string; contentHash: string; effectId: string | null; answers: string[] };

/**
 * A product that is killed again and again while events arrive, another system misbehaves and people decide. What
 * takes minutes (leases, backoffs) passes at once: timers between turns, leases only once their holder is dead.
 */
export class CrashLine {
  readonly acknowledged = new Set<string>();
  private readonly decided = new Set<string>();
  private readonly pending = new Map<string, string>();
  private readonly reversed = new Set<string>();
  private sent = 0;
  private standby: CrashProcess | undefined;

  private constructor(
    private readonly bundle: CrashBundle,
    readonly organization: TestOrganization,
    readonly workflow: TestWorkflow,
    readonly stub: CountingStub,
  ) {}

  static async open(bundle: CrashBundle, seed: string): Promise<CrashLine> {
    const stub = new CountingStub(seed, { meanness: 30, stallMs: 100 });
    await stub.open();
    const organization = await makeOrganization();
    return new CrashLine(bundle, organization, await drawForCrashes(organization, stub.origin), stub);
  }

  async close(): Promise<void> {
    await this.standby?.kill();
    await this.stub.close();
  }

  /** The other system counts as down, until the next request is answered. */
  async openCircuits(): Promise<void> {
    await this.ask("UPDATE connection SET circuit = 'open', probe_at = clock_timestamp()");
  }

  /** One more event is on its way; it is sent until it is acknowledged. */
  send(): void {
    const id = `event-${++this.sent}`;
    this.pending.set(id, randomUUID());
  }

  /**
   * One life of the process, until it dies by its failpoints, everything is at rest, or the time is over.
   * @param failpoints as in HANDOFF_FAILPOINTS; "" for a life without
   * @param options.next those of the next life: its process gets ready meanwhile
   */
  async live(
    failpoints: string,
    options: { mostMs: number; untilRest?: boolean; next?: string },
  ): Promise<Life> {
    const start = (armed: string) => new CrashProcess(this.bundle, armed);
    const life = this.standby?.failpoints === failpoints ? this.standby : start(failpoints);
    life.begin();
    this.standby = options.next === undefined ? undefined : start(options.next);
    const deadline = Date.now() + options.mostMs;
    let rested = false;
    try {
      while (life.alive && Date.now() < deadline) {
        await this.deliver(life);
        await this.passTime();
        await this.answer(life);
        await this.takeBack(life, failpoints);
        rested = options.untilRest === true && (await this.isAtRest());
        if (rested) break;
        await life.endsWithin(TURN_MS);
      }
      return { died: !life.alive, rested, reached: life.reached, complaints: life.complaints };
    } finally {
      await (rested ? life.leave() : life.kill());
      await this.endLeases();
    }
  }

  /** Settles the account over everything so far. */
  async settle(): Promise<Account> {
    const facts = await readFacts(
      (text, params) => inOrganizationFast(this.organization.id, (tx) => tx.query(text, params)),
      this.workflow.workflowId,
    );
    const { acknowledged, decided } = this;
    return settleAccount(facts, { acknowledged, decided, ledger: this.stub.ledger(), actions: ACTIONS });
  }

  private async deliver(life: CrashProcess): Promise<void> {
    const address = await life.address();
    const endpoint = this.workflow.endpoints.start;
    if (!address || !endpoint) return;
    for (const [id, name] of this.pending) {
      const url = `${address}/hooks/${endpoint.token}`;
      const answer = await sendWebhook(url, endpoint.secret, { id, body: { name } }).catch(() => null);
      if (!answer?.ok) continue;
      this.acknowledged.add(id);
      this.pending.delete(id);
    }
  }

  /** Backoffs, circuits and retries of the engine are over. */
  private async passTime(): Promise<void> {
    await this.ask(
      "UPDATE effect SET next_attempt_at = clock_timestamp() WHERE next_attempt_at > clock_timestamp()",
    );
    await this.ask("UPDATE connection SET probe_at = clock_timestamp() WHERE probe_at > clock_timestamp()");
    await pool("engine").query(
      `UPDATE engine.run SET available_at = engine.now()
       WHERE status = 'waiting' AND lease_until IS NULL AND last_error <> '' AND available_at > engine.now()`,
    );
  }

  /** Their holder is dead, and the time has come at which others may know it. */
  private async endLeases(): Promise<void> {
    await this.ask(
      "UPDATE effect SET lease_until = clock_timestamp() - interval '1 second' WHERE state = 'sending'",
    );
    await pool("engine").query(
      "UPDATE engine.run SET lease_until = NULL, lease_owner = NULL WHERE lease_until IS NOT NULL",
    );
  }

  /** A reviewer approves; about what may have arrived, a builder looks at the other system and says so. */
  private async answer(life: CrashProcess): Promise<void> {
    const questions = await this.ask<Question>(
      `SELECT id, content_hash AS "contentHash", effect_id AS "effectId",
         ARRAY(SELECT jsonb_array_elements(packet->'answers')->>'id') AS answers
       FROM review WHERE status = 'open'`,
    );
    const arrived = new Set(this.stub.ledger().flatMap(({ key, done }) => (done > 0 ? [key] : [])));
    for (const { id, contentHash, effectId, answers } of questions) {
      const there = effectId !== null && arrived.has(effectId) && answers.includes("arrived");
      const answer = effectId === null ? "approve" : there ? "arrived" : "retry";
      const by = effectId === null ? this.organization.people.reviewer : this.organization.people.builder;
      const told = await life.order({ do: "decide", by, reviewId: id, contentHash, answer });
      if (told?.ok) this.decided.add(id);
    }
  }

  /** Of every run that is done, what it did last is taken back; or all of it, of some, and where the failpoint asks for that. */
  private async takeBack(life: CrashProcess, failpoints: string): Promise<void> {
    const effects = await this.ask<{ id: string; runId: string }>(
      `SELECT effect.id, run.id AS "runId" FROM effect JOIN run ON run.id = effect.run_id
       WHERE run.status = 'done' AND effect.node_id = 'close' AND effect.state = 'confirmed'`,
    );
    const by = this.organization.people.admin;
    for (const { id, runId } of effects) {
      const single = /@reversal\.after-(intent|attempt)/.test(failpoints);
      const whole = /@reversal\..*(plan|step)/.test(failpoints) || (!single && runId < "8");
      const told = await life.order(
        whole ? { do: "reverse-run", by, runId } : { do: "reverse", by, effectId: id },
      );
      if (told?.ok) this.reversed.add(id);
    }
  }

  private async isAtRest(): Promise<boolean> {
    if (this.pending.size > 0) return false;
    const [row] = await this.ask<{ open: number }>(
      `SELECT (SELECT count(*) FROM run WHERE status NOT IN ('done', 'failed', 'canceled'))
         + (SELECT count(*) FROM event WHERE routed_at IS NULL) + (SELECT count(*) FROM outbox)
         + (SELECT count(*) FROM review WHERE status = 'open')
         + (SELECT count(*) FROM reversal WHERE status <> 'done')
         + (SELECT count(*) FROM effect WHERE state NOT IN ('confirmed', 'failed', 'reversed') OR (node_id = 'close' AND state = 'confirmed')) AS open`,
    );
    return Number(row?.open) === 0;
  }

  private ask<Row extends object>(text: string): Promise<Row[]> {
    return inOrganizationFast(this.organization.id, (tx) => tx.query<Row>(text));
  }
}
