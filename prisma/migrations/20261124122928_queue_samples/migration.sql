-- CreateTable
CREATE TABLE "queue_sample" (
    "organization_id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "queued" INTEGER NOT NULL,
    "oldest_seconds" INTEGER NOT NULL,

    CONSTRAINT "queue_sample_pkey" PRIMARY KEY ("connection_id","at")
);

-- CreateIndex
CREATE INDEX "queue_sample_organization_id_at_idx" ON "queue_sample"("organization_id", "at");

-- CreateIndex
CREATE INDEX "queue_sample_at_idx" ON "queue_sample"("at");

-- A tenant table as all others (see the first migration); the worker alone writes it, for all organizations at once.
ALTER TABLE queue_sample ENABLE ROW LEVEL SECURITY;
ALTER TABLE queue_sample FORCE ROW LEVEL SECURITY;
CREATE POLICY organization ON queue_sample TO handoff_app USING (organization_id = current_organization()) WITH CHECK (organization_id = current_organization());
GRANT SELECT ON queue_sample TO handoff_app;
CREATE POLICY engine ON queue_sample TO handoff_engine USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON queue_sample TO handoff_engine;
