-- CreateTable
CREATE TABLE "presences" (
    "user_id" UUID NOT NULL,
    "reporter_id" UUID NOT NULL,
    "source" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "presences_pkey" PRIMARY KEY ("user_id","reporter_id","source")
);

-- CreateIndex
CREATE INDEX "presences_expires_at_idx" ON "presences"("expires_at");

-- What may be reported (rule 2.2); that somebody is inactive is for the account to say.
ALTER TABLE "presences" ADD CONSTRAINT "presences_status_check" CHECK ("status" IN ('online', 'busy', 'owner', 'offline'));

-- Those in a call or a conference are few among those who are there.
CREATE INDEX "presences_strong_idx" ON "presences" ("status", "user_id") WHERE "status" IN ('busy', 'owner');
