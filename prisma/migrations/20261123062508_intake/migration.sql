-- AlterTable
ALTER TABLE "endpoint" ADD COLUMN     "previous_secret" TEXT,
ADD COLUMN     "previous_secret_until" TIMESTAMPTZ(3),
ADD COLUMN     "secret_pasted" BOOLEAN NOT NULL DEFAULT false;

-- Who has events waiting, found by jumping from one address to the next: a flood of one is a single jump.
-- The oldest per address comes from the same index, so the one over all organizations is not needed any more.
CREATE INDEX event_waiting ON event (organization_id, endpoint_id, received_at) WHERE routed_at IS NULL;
DROP INDEX event_unrouted;

-- What waits for a person, for the metrics: few, and what goes through by itself never touches this.
CREATE INDEX effect_stuck ON effect (state) WHERE state IN ('held', 'mismatch', 'missing', 'blocked');
CREATE POLICY engine ON connection FOR SELECT TO handoff_engine USING (true);
GRANT SELECT (id, organization_id, circuit) ON connection TO handoff_engine;
