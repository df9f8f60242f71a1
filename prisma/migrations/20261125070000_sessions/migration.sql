-- CreateTable
CREATE TABLE "administrators" (
    "id" UUID NOT NULL,
    "login" TEXT NOT NULL,
    "login_key" TEXT NOT NULL,
    "display_name" TEXT NOT NULL,
    "has_all_scopes" BOOLEAN NOT NULL DEFAULT true,
    "scopes" TEXT[],
    "password_hash" TEXT NOT NULL,
    "password_changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "administrators_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sessions" (
    "id" UUID NOT NULL,
    "user_id" UUID,
    "administrator_id" UUID,
    "application_name" TEXT NOT NULL,
    "application_version" TEXT,
    "device" TEXT,
    "platform" TEXT,
    "address" TEXT,
    "zone" TEXT NOT NULL,
    "method" TEXT NOT NULL,
    "provider_id" UUID,
    "automatic_sign_in" BOOLEAN NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_activity_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "end_reason" TEXT,
    "family_hash" BYTEA,
    "refresh_hash" BYTEA,

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "administrators_login_key_key" ON "administrators"("login_key");

-- CreateIndex
CREATE UNIQUE INDEX "sessions_family_hash_key" ON "sessions"("family_hash");

-- CreateIndex
CREATE INDEX "sessions_user_id_id_idx" ON "sessions"("user_id", "id");

-- CreateIndex
CREATE INDEX "sessions_administrator_id_id_idx" ON "sessions"("administrator_id", "id");

-- CreateIndex
CREATE INDEX "sessions_expires_at_idx" ON "sessions"("expires_at");

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_administrator_id_fkey" FOREIGN KEY ("administrator_id") REFERENCES "administrators"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What the schema language cannot say: a session is somebody's, and has ended for a reason.
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_owner_check" CHECK (num_nonnulls("user_id", "administrator_id") = 1);
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_end_check" CHECK (("ended_at" IS NULL) = ("end_reason" IS NULL));
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_refresh_check" CHECK (("family_hash" IS NULL) = ("refresh_hash" IS NULL));
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_zone_check" CHECK ("zone" IN ('trusted', 'external'));
