-- Ids that rise with time (UUID version 7, RFC 9562): what is made together stands together in every index. With random
-- ones each row touches another page of a large index, which then goes into the log whole. Postgres has this of its own
-- only from version 18 on. Like server/db/row-id.ts.
CREATE FUNCTION row_id() RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE RETURN
  encode(
    set_bit(set_bit(
      overlay(uuid_send(gen_random_uuid())
        PLACING substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6),
      52, 1), 53, 1),
    'hex')::uuid;

ALTER TABLE "event" ALTER COLUMN "id" SET DEFAULT row_id();
ALTER TABLE "run" ALTER COLUMN "id" SET DEFAULT row_id();
ALTER TABLE "review" ALTER COLUMN "id" SET DEFAULT row_id();
ALTER TABLE "effect" ALTER COLUMN "id" SET DEFAULT row_id();
ALTER TABLE "record" ALTER COLUMN "id" SET DEFAULT row_id();

-- An index that depends on the status would be written at every change of it, and all others of the row with it.
ALTER TABLE "run" ADD COLUMN "failed" BOOLEAN NOT NULL GENERATED ALWAYS AS (status = 'failed') STORED;
DROP INDEX run_failed;
CREATE INDEX run_failed ON run (organization_id, started_at) WHERE failed;
-- What goes on is found by having no end: then its status may change without touching an index.
-- Not even the owner sees a row while row-level security is forced.
ALTER TABLE run NO FORCE ROW LEVEL SECURITY;
UPDATE run SET ended_at = NULL WHERE ended_at IS NOT NULL AND status NOT IN ('done', 'failed', 'canceled');
UPDATE run SET ended_at = started_at WHERE ended_at IS NULL AND status IN ('done', 'failed', 'canceled');
ALTER TABLE run FORCE ROW LEVEL SECURITY;
ALTER TABLE run ADD CONSTRAINT run_ended_with_status CHECK ((ended_at IS NOT NULL) = (status IN ('done', 'failed', 'canceled')));
CREATE INDEX run_open ON run (organization_id, started_at, id) WHERE ended_at IS NULL;
GRANT SELECT (ended_at) ON run TO handoff_engine;
-- What ended, for counting; earlier runs about the same person or order.
CREATE INDEX run_ended ON run (organization_id, ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX run_subject ON run (organization_id, subject, started_at);

-- The event first: what an event came to is asked for without the workflow, too.
DROP INDEX "run_workflow_id_event_id_attempt_key";
CREATE UNIQUE INDEX "run_event_id_workflow_id_attempt_key" ON "run"("event_id", "workflow_id", "attempt");

-- What is open, apart. A column of its own, because under row-level security Postgres may not look up how rare a status is:
-- it expects half of everything, and reads it all. Of a boolean it may.
ALTER TABLE review ADD COLUMN "open" BOOLEAN NOT NULL GENERATED ALWAYS AS (status = 'open') STORED;
DROP INDEX "review_organization_id_status_due_at_idx";
CREATE INDEX review_open ON review (organization_id, due_at) WHERE open;
-- The inbox's pages of what was decided, and of all there is, the newest first.
CREATE INDEX review_decided ON review (organization_id, decided_at, id) WHERE status = 'decided';
CREATE INDEX review_created ON review (organization_id, created_at, id);

-- The same of actions: everything that looks for what is queued, sent, held or stuck asks this index.
ALTER TABLE effect ADD COLUMN "open" BOOLEAN NOT NULL GENERATED ALWAYS AS
  (state IN ('queued', 'sending', 'pending', 'unknown', 'held', 'mismatch', 'missing', 'blocked')) STORED,
  ADD COLUMN "failed" BOOLEAN NOT NULL GENERATED ALWAYS AS (state = 'failed') STORED;
GRANT SELECT (open) ON effect TO handoff_engine;
CREATE INDEX effect_open ON effect (organization_id, connection_id, state) WHERE open;
DROP INDEX effect_stuck;
-- What was given up, which is rare; what was done in some span of time.
CREATE INDEX effect_failed ON effect (organization_id, created_at) WHERE failed;
CREATE INDEX effect_created ON effect (organization_id, created_at);

ALTER TABLE "organization_settings" ADD COLUMN "runs_counted_until" TIMESTAMPTZ(3);
GRANT SELECT (runs_counted_until) ON organization_settings TO handoff_engine;

-- CreateTable
CREATE TABLE "run_count" (
    "organization_id" UUID NOT NULL,
    "workflow_id" UUID NOT NULL,
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "done" INTEGER NOT NULL,
    "alone" INTEGER NOT NULL,

    CONSTRAINT "run_count_pkey" PRIMARY KEY ("workflow_id","hour")
);

-- CreateIndex
CREATE INDEX "run_count_organization_id_hour_idx" ON "run_count"("organization_id", "hour");

-- A tenant table as all others (see the first migration).
ALTER TABLE run_count ENABLE ROW LEVEL SECURITY;
ALTER TABLE run_count FORCE ROW LEVEL SECURITY;
CREATE POLICY organization ON run_count TO handoff_app USING (organization_id = current_organization()) WITH CHECK (organization_id = current_organization());
GRANT SELECT, INSERT, UPDATE, DELETE ON run_count TO handoff_app;
