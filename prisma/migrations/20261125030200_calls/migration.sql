-- CreateTable
CREATE TABLE "calls" (
    "id" UUID NOT NULL,
    "reporter_id" UUID NOT NULL,
    "session_id" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "conference_key" UUID,
    "conference_id" TEXT,
    "conference_name" TEXT,
    "conference_owner" TEXT,
    "conference_link" TEXT,

    CONSTRAINT "calls_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "call_participants" (
    "call_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "peer_call_string" TEXT,
    "peer_name" TEXT,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "left_at" TIMESTAMPTZ(3),

    CONSTRAINT "call_participants_pkey" PRIMARY KEY ("call_id","user_id")
);

-- CreateTable
CREATE TABLE "conferences" (
    "key" UUID NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "owner" TEXT,
    "owner_id" UUID,
    "link" TEXT,
    "starts_at" TIMESTAMPTZ(3),
    "duration_seconds" INTEGER,
    "time_zone" TEXT,
    "recurrence" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "conferences_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "conference_participants" (
    "conference_key" UUID NOT NULL,
    "user_id" UUID NOT NULL,

    CONSTRAINT "conference_participants_pkey" PRIMARY KEY ("conference_key","user_id")
);

-- CreateIndex
CREATE INDEX "calls_conference_key_started_at_id_idx" ON "calls"("conference_key", "started_at", "id");

-- CreateIndex
CREATE INDEX "calls_started_at_idx" ON "calls"("started_at");

-- CreateIndex
CREATE UNIQUE INDEX "calls_reporter_id_session_id_key" ON "calls"("reporter_id", "session_id");

-- CreateIndex
CREATE INDEX "call_participants_user_id_started_at_call_id_idx" ON "call_participants"("user_id", "started_at", "call_id");

-- CreateIndex
CREATE INDEX "call_participants_user_id_type_started_at_call_id_idx" ON "call_participants"("user_id", "type", "started_at", "call_id");

-- CreateIndex
CREATE UNIQUE INDEX "conferences_id_key" ON "conferences"("id");

-- CreateIndex
CREATE INDEX "conferences_owner_id_idx" ON "conferences"("owner_id");

-- CreateIndex
CREATE INDEX "conference_participants_user_id_idx" ON "conference_participants"("user_id");

-- AddForeignKey
ALTER TABLE "call_participants" ADD CONSTRAINT "call_participants_call_id_fkey" FOREIGN KEY ("call_id") REFERENCES "calls"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "call_participants" ADD CONSTRAINT "call_participants_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "conferences" ADD CONSTRAINT "conferences_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "conference_participants" ADD CONSTRAINT "conference_participants_conference_key_fkey" FOREIGN KEY ("conference_key") REFERENCES "conferences"("key") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "conference_participants" ADD CONSTRAINT "conference_participants_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What the schema language cannot say (rule 2.10).
ALTER TABLE "call_participants" ADD CONSTRAINT "call_participants_type_check" CHECK ("type" IN ('incoming', 'outgoing', 'missed', 'conference'));
ALTER TABLE "conferences" ADD CONSTRAINT "conferences_kind_check" CHECK ("kind" IN ('scheduled', 'recurring', 'virtualRoom', 'adHoc'));
ALTER TABLE "conferences" ADD CONSTRAINT "conferences_schedule_check" CHECK ("starts_at" IS NOT NULL OR ("duration_seconds" IS NULL AND "time_zone" IS NULL AND "recurrence" IS NULL));
