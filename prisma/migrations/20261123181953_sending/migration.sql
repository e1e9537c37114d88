-- AlterTable
ALTER TABLE "organization_settings" ADD COLUMN     "sending_stopped_at" TIMESTAMPTZ(3),
ADD COLUMN     "sending_stopped_by" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "sending_stopped_why" TEXT NOT NULL DEFAULT '';

-- AlterTable
ALTER TABLE "effect" ADD COLUMN     "queue_place" INTEGER;

-- The drain takes up what is due in the order that somebody gave it.
GRANT SELECT (queue_place) ON effect TO handoff_engine;
