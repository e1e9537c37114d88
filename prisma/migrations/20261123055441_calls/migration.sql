-- Two more kinds of trigger that our own writes fire: nobody sends to them, so their addresses are not served.
ALTER TYPE "endpoint_kind" ADD VALUE 'record';
ALTER TYPE "endpoint_kind" ADD VALUE 'called';

-- Who listens to a collection, found while a record is written.
ALTER TABLE "endpoint" ADD COLUMN "collection_id" UUID;
CREATE INDEX "endpoint_collection_id_idx" ON "endpoint"("collection_id");

-- What an event of our own comes from, and how long the chain is already.
ALTER TABLE "event" ADD COLUMN "cause_run_id" UUID,
ADD COLUMN "requested_by" UUID,
ADD COLUMN "depth" INTEGER NOT NULL DEFAULT 0;
CREATE INDEX "event_cause_run_id_idx" ON "event"("cause_run_id");

-- Where a chain of runs was stopped: looked at by every screen that tells how things are.
CREATE INDEX event_stopped ON event (organization_id, received_at) WHERE depth >= 8;
