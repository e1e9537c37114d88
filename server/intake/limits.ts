import { env } from "@/server/env";
import { MOST_ITEMS } from "./batches";
import { BodyBudget } from "./body-budget";
import { CommitQueue } from "./commit-queue";
import { RateLimit } from "./rate-limit";

/** Everything that bounds what arrives, in this process. */
export type Limits = {
  /** By client address: addresses that have to be looked up in the database. */
  lookUps: RateLimit;
  /** By address, before the signature is checked. */
  perEndpoint: RateLimit;
  /** By organization, of what is signed. */
  perOrganization: RateLimit;
  queue: CommitQueue;
  bodies: BodyBudget;
  /** When the database does not answer, the sender hears so while it still listens. */
  commitWithinMs: number;
};

const LOOK_UPS_PER_SECOND = 50;
const BODY_BYTES = 64 * 1024 * 1024;

let current: Limits | undefined;

/** As the process's settings have them (README, Settings); made on first use. */
export function limits(): Limits {
  current ??= fromSettings();
  return current;
}

/** For tests that set other bounds; without any, the settings are read again. */
export function setLimits(other?: Limits): void {
  current = other;
}

function fromSettings(): Limits {
  const {
    HANDOFF_INTAKE_PER_SECOND: perSecond,
    HANDOFF_INTAKE_QUEUE: perOrganization,
    HANDOFF_INTAKE_COMMIT_MS,
  } = env();
  return {
    lookUps: new RateLimit(LOOK_UPS_PER_SECOND, 4 * LOOK_UPS_PER_SECOND),
    perEndpoint: new RateLimit(perSecond, 2 * perSecond),
    perOrganization: new RateLimit(perSecond, 2 * perSecond),
    queue: new CommitQueue({
      perOrganization,
      total: 8 * perOrganization,
      // Two full transactions of one organization (batches.ts): while they go to the disk the next one fills.
      atOnce: 8 * 2 * MOST_ITEMS,
      atOncePerOrganization: 2 * MOST_ITEMS,
      waitAtMostMs: HANDOFF_INTAKE_COMMIT_MS / 2,
    }),
    bodies: new BodyBudget(BODY_BYTES),
    commitWithinMs: HANDOFF_INTAKE_COMMIT_MS,
  };
}
