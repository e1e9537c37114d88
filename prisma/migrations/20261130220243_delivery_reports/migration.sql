-- AlterEnum
ALTER TYPE "endpoint_kind" ADD VALUE 'reports';

-- AlterTable
ALTER TABLE "endpoint" ADD COLUMN     "connection_id" UUID,
ALTER COLUMN "workflow_id" DROP NOT NULL,
ALTER COLUMN "node_id" SET DEFAULT '';

-- AlterTable
ALTER TABLE "effect" ADD COLUMN     "report_due_at" TIMESTAMPTZ(3);

-- CreateIndex
CREATE UNIQUE INDEX "endpoint_connection_id_key" ON "endpoint"("connection_id");

-- AddForeignKey
ALTER TABLE "endpoint" ADD CONSTRAINT "endpoint_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connection"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- An address is a trigger's or a connection's.
ALTER TABLE endpoint ADD CONSTRAINT endpoint_owner CHECK (num_nonnulls(workflow_id, connection_id) = 1);

-- Across organizations: whose silence is to be judged.
CREATE INDEX effect_report_due ON effect (report_due_at) WHERE report_due_at IS NOT NULL;
GRANT SELECT (report_due_at) ON effect TO handoff_engine;
