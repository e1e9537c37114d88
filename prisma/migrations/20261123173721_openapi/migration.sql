-- CreateTable
CREATE TABLE "api_document" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "organization_id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "stated" TEXT NOT NULL DEFAULT '',
    "hash" TEXT NOT NULL,
    "bytes" INTEGER NOT NULL,
    "source" TEXT NOT NULL DEFAULT '',
    "operations" INTEGER NOT NULL,
    "changes" JSONB NOT NULL,
    "imported_by" TEXT NOT NULL,
    "imported_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "api_document_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_operation" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "organization_id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "method" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "summary" TEXT NOT NULL,
    "filed_under" TEXT NOT NULL DEFAULT '',
    "unusable" TEXT NOT NULL DEFAULT '',
    "definition" JSON NOT NULL,
    "call_hash" TEXT NOT NULL,
    "proposal" JSONB NOT NULL,
    "classification" JSONB,
    "classified_by" TEXT,
    "classified_at" TIMESTAMPTZ(3),
    "removed_in" INTEGER,

    CONSTRAINT "api_operation_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "api_document_organization_id_idx" ON "api_document"("organization_id");

-- CreateIndex
CREATE UNIQUE INDEX "api_document_connection_id_version_key" ON "api_document"("connection_id", "version");

-- CreateIndex
CREATE INDEX "api_operation_organization_id_idx" ON "api_operation"("organization_id");

-- CreateIndex
CREATE UNIQUE INDEX "api_operation_connection_id_key_key" ON "api_operation"("connection_id", "key");

-- Tenant tables as all others (see the first migration).
ALTER TABLE api_document ENABLE ROW LEVEL SECURITY;
ALTER TABLE api_document FORCE ROW LEVEL SECURITY;
CREATE POLICY organization ON api_document TO handoff_app USING (organization_id = current_organization()) WITH CHECK (organization_id = current_organization());
GRANT SELECT, INSERT ON api_document TO handoff_app;

ALTER TABLE api_operation ENABLE ROW LEVEL SECURITY;
ALTER TABLE api_operation FORCE ROW LEVEL SECURITY;
CREATE POLICY organization ON api_operation TO handoff_app USING (organization_id = current_organization()) WITH CHECK (organization_id = current_organization());
GRANT SELECT, INSERT, UPDATE ON api_operation TO handoff_app;
