-- CreateEnum
CREATE TYPE "reversal_status" AS ENUM ('going', 'waiting', 'done');

-- CreateEnum
CREATE TYPE "reversal_item_state" AS ENUM ('open', 'going', 'done', 'skipped', 'stopped', 'draft');

-- CreateTable
CREATE TABLE "reversal" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "organization_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "status" "reversal_status" NOT NULL DEFAULT 'going',
    "reason" TEXT NOT NULL DEFAULT '',
    "why" TEXT NOT NULL,
    "requested_by" UUID NOT NULL,
    "requested_by_name" TEXT NOT NULL,
    "requested_by_email" TEXT NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "reversal_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "reversal_item" (
    "organization_id" UUID NOT NULL,
    "reversal_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "effect_id" UUID NOT NULL,
    "state" "reversal_item_state" NOT NULL DEFAULT 'open',
    "reason" TEXT NOT NULL DEFAULT '',
    "by_effect_id" UUID,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "reversal_item_pkey" PRIMARY KEY ("reversal_id","position")
);

-- CreateIndex
CREATE INDEX "reversal_organization_id_idx" ON "reversal"("organization_id");

-- CreateIndex
CREATE INDEX "reversal_run_id_idx" ON "reversal"("run_id");

-- CreateIndex
CREATE INDEX "reversal_item_organization_id_idx" ON "reversal_item"("organization_id");

-- CreateIndex
CREATE INDEX "reversal_item_by_effect_id_idx" ON "reversal_item"("by_effect_id");

-- CreateIndex
CREATE UNIQUE INDEX "reversal_item_effect_id_reversal_id_key" ON "reversal_item"("effect_id", "reversal_id");

-- AddForeignKey
ALTER TABLE "reversal_item" ADD CONSTRAINT "reversal_item_reversal_id_fkey" FOREIGN KEY ("reversal_id") REFERENCES "reversal"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Tenant tables as all others (see the first migration). Workers see across organizations which reversals are due.
ALTER TABLE reversal ENABLE ROW LEVEL SECURITY;
ALTER TABLE reversal FORCE ROW LEVEL SECURITY;
CREATE POLICY organization ON reversal TO handoff_app USING (organization_id = current_organization()) WITH CHECK (organization_id = current_organization());
GRANT SELECT, INSERT, UPDATE, DELETE ON reversal TO handoff_app;
CREATE POLICY engine ON reversal FOR SELECT TO handoff_engine USING (true);
GRANT SELECT (id, organization_id, status, due_at) ON reversal TO handoff_engine;

ALTER TABLE reversal_item ENABLE ROW LEVEL SECURITY;
ALTER TABLE reversal_item FORCE ROW LEVEL SECURITY;
CREATE POLICY organization ON reversal_item TO handoff_app USING (organization_id = current_organization()) WITH CHECK (organization_id = current_organization());
GRANT SELECT, INSERT, UPDATE, DELETE ON reversal_item TO handoff_app;

-- A run is taken back once at a time.
CREATE UNIQUE INDEX reversal_open ON reversal (run_id) WHERE status <> 'done';
CREATE INDEX reversal_due ON reversal (due_at) WHERE status = 'going';

-- What came later on the same target: endings of actions alone, a third of the log.
CREATE INDEX audit_entry_target ON audit_entry (object_id) WHERE verb IN ('action.confirmed', 'action.reversed');
