-- CreateEnum
CREATE TYPE "item_state" AS ENUM ('open', 'done', 'failed');

-- DropIndex
DROP INDEX "run_workflow_id_event_id_key";

-- DropIndex
DROP INDEX "review_run_id_node_id_kind_content_hash_key";

-- DropIndex
DROP INDEX "effect_run_id_node_id_idx";

-- AlterTable
ALTER TABLE "run" ADD COLUMN     "attempt" INTEGER NOT NULL DEFAULT 1;

-- AlterTable
ALTER TABLE "run_step" DROP CONSTRAINT "run_step_pkey",
ADD COLUMN     "item" TEXT NOT NULL DEFAULT '',
ADD CONSTRAINT "run_step_pkey" PRIMARY KEY ("run_id", "node_id", "item");

-- AlterTable
ALTER TABLE "review" ADD COLUMN     "item" TEXT NOT NULL DEFAULT '';

-- AlterTable
ALTER TABLE "effect" ADD COLUMN     "item" TEXT NOT NULL DEFAULT '';

-- AlterTable
ALTER TABLE "audit_entry" ADD COLUMN     "item" TEXT NOT NULL DEFAULT '';

-- CreateTable
CREATE TABLE "run_item" (
    "organization_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "node_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "item_id" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "state" "item_state" NOT NULL DEFAULT 'open',
    "reason" TEXT NOT NULL DEFAULT '',
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "run_item_pkey" PRIMARY KEY ("run_id","node_id","position")
);

-- CreateIndex
CREATE INDEX "run_item_organization_id_idx" ON "run_item"("organization_id");

-- CreateIndex
CREATE UNIQUE INDEX "run_item_run_id_node_id_item_id_key" ON "run_item"("run_id", "node_id", "item_id");

-- CreateIndex
CREATE UNIQUE INDEX "run_workflow_id_event_id_attempt_key" ON "run"("workflow_id", "event_id", "attempt");

-- CreateIndex
CREATE UNIQUE INDEX "review_run_id_node_id_item_kind_content_hash_key" ON "review"("run_id", "node_id", "item", "kind", "content_hash");

-- CreateIndex
CREATE INDEX "effect_run_id_node_id_item_idx" ON "effect"("run_id", "node_id", "item");

-- AddForeignKey
ALTER TABLE "run_item" ADD CONSTRAINT "run_item_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- A tenant table as all others (see the first migration).
ALTER TABLE run_item ENABLE ROW LEVEL SECURITY;
ALTER TABLE run_item FORCE ROW LEVEL SECURITY;
CREATE POLICY organization ON run_item TO handoff_app USING (organization_id = current_organization()) WITH CHECK (organization_id = current_organization());
GRANT SELECT, INSERT, UPDATE, DELETE ON run_item TO handoff_app;
