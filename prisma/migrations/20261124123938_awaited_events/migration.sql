-- CreateTable
CREATE TABLE "awaited_event" (
    "organization_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "node_id" TEXT NOT NULL,
    "item" TEXT NOT NULL DEFAULT '',
    "endpoint_id" UUID NOT NULL,
    "field" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "match" JSONB NOT NULL,

    CONSTRAINT "awaited_event_pkey" PRIMARY KEY ("run_id","node_id","item")
);

-- CreateIndex
CREATE INDEX "awaited_event_endpoint_id_field_value_idx" ON "awaited_event"("endpoint_id", "field", "value");

-- A tenant table as all others (see the first migration).
ALTER TABLE awaited_event ENABLE ROW LEVEL SECURITY;
ALTER TABLE awaited_event FORCE ROW LEVEL SECURITY;
CREATE POLICY organization ON awaited_event TO handoff_app USING (organization_id = current_organization()) WITH CHECK (organization_id = current_organization());
GRANT SELECT, INSERT, DELETE ON awaited_event TO handoff_app;
