-- CreateTable
CREATE TABLE "jobs" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'queued',
    "phase" TEXT NOT NULL DEFAULT 'waiting',
    "done" INTEGER NOT NULL DEFAULT 0,
    "total" INTEGER,
    "parameters" JSONB NOT NULL,
    "result" JSONB,
    "detail" TEXT,
    "problems" JSONB,
    "cancel_requested" BOOLEAN NOT NULL DEFAULT false,
    "interruptions" INTEGER NOT NULL DEFAULT 0,
    "lease_holder" UUID,
    "lease_until" TIMESTAMPTZ(3),
    "actor_kind" TEXT NOT NULL,
    "actor_id" UUID NOT NULL,
    "actor_name" TEXT NOT NULL,
    "request_id" TEXT NOT NULL,
    "address" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "jobs_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "jobs_kind_id_idx" ON "jobs"("kind", "id");

-- CreateIndex
CREATE INDEX "jobs_finished_at_idx" ON "jobs"("finished_at");

-- What the schema language cannot say.
ALTER TABLE "jobs" ADD CONSTRAINT "jobs_state_check" CHECK ("state" IN ('queued', 'running', 'succeeded', 'failed', 'cancelled'));
ALTER TABLE "jobs" ADD CONSTRAINT "jobs_lease_check" CHECK (("state" = 'running') = ("lease_holder" IS NOT NULL) AND ("lease_holder" IS NULL) = ("lease_until" IS NULL));
ALTER TABLE "jobs" ADD CONSTRAINT "jobs_finished_check" CHECK (("state" IN ('queued', 'running')) = ("finished_at" IS NULL));

-- Of a kind one job is under way at a time, whichever instances look for one at the same moment.
CREATE UNIQUE INDEX "jobs_running_kind_key" ON "jobs" ("kind") WHERE "state" = 'running';
-- Instances look for work every second.
CREATE INDEX "jobs_unfinished_idx" ON "jobs" ("id") WHERE "state" IN ('queued', 'running');
