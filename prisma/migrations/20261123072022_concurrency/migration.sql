-- AlterTable
-- Told by the document itself, so that whatever stores a version stores these.
ALTER TABLE "workflow_version"
ADD COLUMN     "runs_at_once" INTEGER GENERATED ALWAYS AS ((document #>> '{limits,runs}')::int) STORED,
ADD COLUMN     "runs_at_once_per_key" INTEGER GENERATED ALWAYS AS ((document #>> '{limits,perField,runs}')::int) STORED;

-- AlterTable
ALTER TABLE "run" ADD COLUMN     "concurrency_key" TEXT NOT NULL DEFAULT '';

-- AlterTable
ALTER TABLE "engine"."run" ADD COLUMN     "limited" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "engine"."turn" (
    "run_id" UUID NOT NULL,
    "keys" TEXT[],
    "most" INTEGER[],
    "held" BOOLEAN NOT NULL DEFAULT false,
    "blocked_on" TEXT,
    "since" TIMESTAMPTZ(3),

    CONSTRAINT "turn_pkey" PRIMARY KEY ("run_id")
);

-- Who holds a turn, and who stands in line for one: few rows each, however many runs wait for something else.
GRANT SELECT, INSERT, UPDATE, DELETE ON engine.turn TO handoff_engine;
CREATE INDEX turn_held ON engine.turn (run_id) WHERE held;
CREATE INDEX turn_line ON engine.turn (blocked_on, since) WHERE blocked_on IS NOT NULL;

-- The engine reads how many, never what a drawing says.
GRANT SELECT (runs_at_once, runs_at_once_per_key) ON workflow_version TO handoff_engine;
GRANT SELECT (concurrency_key) ON run TO handoff_engine;
