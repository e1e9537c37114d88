-- AlterTable
ALTER TABLE "connection" ADD COLUMN     "pace" DOUBLE PRECISION,
ADD COLUMN     "rate_cap" DOUBLE PRECISION,
ADD COLUMN     "retry_credit" DOUBLE PRECISION NOT NULL DEFAULT 10,
ADD COLUMN     "retry_credit_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN     "slot_at" TIMESTAMPTZ(6);

-- The drain takes up the first ones of every queue that may go out now, without reading the others.
DROP INDEX effect_due;
CREATE INDEX effect_queue ON effect (connection_id, queue_place, created_at, id)
  WHERE state IN ('queued', 'unknown', 'pending') AND next_attempt_at IS NOT NULL AND connection_id IS NOT NULL;
CREATE INDEX effect_due_here ON effect (next_attempt_at) WHERE state IN ('queued', 'unknown') AND connection_id IS NULL;
CREATE INDEX effect_lease ON effect (lease_until) WHERE state = 'sending';
GRANT SELECT (created_at) ON effect TO handoff_engine;
GRANT SELECT (probe_at, rate_cap, pace, slot_at) ON connection TO handoff_engine;
CREATE POLICY engine ON organization_settings FOR SELECT TO handoff_engine USING (true);
GRANT SELECT (organization_id, sending_stopped_at) ON organization_settings TO handoff_engine;
