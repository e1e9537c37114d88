-- AlterTable
ALTER TABLE "effect" ADD COLUMN     "repeat_of" UUID;

-- CreateIndex
CREATE UNIQUE INDEX "effect_repeat_of_key" ON "effect"("repeat_of");
