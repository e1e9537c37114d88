-- AlterTable
ALTER TABLE "effect" ADD COLUMN     "asked_by" TEXT;
