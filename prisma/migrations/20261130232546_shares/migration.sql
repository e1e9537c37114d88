-- AlterTable
ALTER TABLE "engine"."run" ADD COLUMN     "share" TEXT NOT NULL DEFAULT '';

-- Each open run stands in one of them: what is due by whose it is, what waits by its moment, what has a limit by itself.
CREATE INDEX run_share ON engine.run (share, available_at) WHERE status = 'due' AND NOT limited;
CREATE INDEX run_timer ON engine.run (available_at) WHERE status = 'waiting' AND NOT limited;
CREATE INDEX run_limited ON engine.run (available_at) WHERE limited AND status IN ('due', 'waiting');
DROP INDEX engine.run_due;
