-- AlterTable
ALTER TABLE "review" ADD COLUMN     "agreed_by" UUID[] DEFAULT ARRAY[]::UUID[];

-- CreateTable
CREATE TABLE "guardrail" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "organization_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "rule" JSONB NOT NULL,
    "created_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "guardrail_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "guardrail_organization_id_kind_version_key" ON "guardrail"("organization_id", "kind", "version");

ALTER TABLE guardrail ENABLE ROW LEVEL SECURITY;
ALTER TABLE guardrail FORCE ROW LEVEL SECURITY;
CREATE POLICY organization ON guardrail TO handoff_app
  USING (organization_id = current_organization()) WITH CHECK (organization_id = current_organization());
-- As with money: what ruled once stays to be read.
GRANT SELECT, INSERT ON guardrail TO handoff_app;

-- What was sent lately, found without reading everything else that was done.
CREATE INDEX effect_sent ON effect (organization_id, created_at DESC) WHERE effect = 'send';
