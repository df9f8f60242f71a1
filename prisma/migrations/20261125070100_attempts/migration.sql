-- AlterTable
ALTER TABLE "lockouts" ADD COLUMN     "generation" UUID NOT NULL DEFAULT gen_random_uuid(),
ADD COLUMN     "pending" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "reserved_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "lockout_policies" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "max_failures" INTEGER NOT NULL DEFAULT 10,
    "duration_seconds" INTEGER NOT NULL DEFAULT 900,
    "reset_after_seconds" INTEGER NOT NULL DEFAULT 900,

    CONSTRAINT "lockout_policies_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "attempt_counters" (
    "key" TEXT NOT NULL,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "last_failure_at" TIMESTAMPTZ(3),
    "locked_until" TIMESTAMPTZ(3),
    "pending" INTEGER NOT NULL DEFAULT 0,
    "reserved_at" TIMESTAMPTZ(3),
    "generation" UUID NOT NULL DEFAULT gen_random_uuid(),

    CONSTRAINT "attempt_counters_pkey" PRIMARY KEY ("key")
);

-- What the schema language cannot say.
ALTER TABLE "lockout_policies" ADD CONSTRAINT "lockout_policies_single_row_check" CHECK ("id" = 1);
ALTER TABLE "lockout_policies" ADD CONSTRAINT "lockout_policies_values_check" CHECK ("max_failures" >= 1 AND "duration_seconds" >= 1 AND "reset_after_seconds" >= 1);
ALTER TABLE "lockouts" ADD CONSTRAINT "lockouts_pending_check" CHECK ("pending" >= 0);
ALTER TABLE "attempt_counters" ADD CONSTRAINT "attempt_counters_counts_check" CHECK ("failures" >= 0 AND "pending" >= 0);

-- The default of rule 14.
INSERT INTO "lockout_policies" ("id") VALUES (1);
