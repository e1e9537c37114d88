-- AlterTable
ALTER TABLE "event" ADD COLUMN     "failures" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "quarantined_at" TIMESTAMPTZ(3),
ADD COLUMN     "retry_at" TIMESTAMPTZ(3);

-- The router looks past what failed a moment ago and what was given up.
GRANT SELECT (retry_at, quarantined_at) ON event TO handoff_engine;
