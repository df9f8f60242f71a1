-- AlterTable
ALTER TABLE "sign_in_codes" ADD COLUMN     "identity" BYTEA;

-- CreateTable
CREATE TABLE "provider_sessions" (
    "session_id" UUID NOT NULL,
    "provider_id" UUID NOT NULL,
    "issuer" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "sid" TEXT,
    "id_token" BYTEA,

    CONSTRAINT "provider_sessions_pkey" PRIMARY KEY ("session_id")
);

-- CreateTable
CREATE TABLE "provider_logouts" (
    "provider_id" UUID NOT NULL,
    "jti" TEXT NOT NULL,
    "subject" TEXT,
    "sid" TEXT,
    "issued_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "provider_logouts_pkey" PRIMARY KEY ("provider_id","jti")
);

-- CreateIndex
CREATE INDEX "provider_sessions_provider_id_subject_idx" ON "provider_sessions"("provider_id", "subject");

-- CreateIndex
CREATE INDEX "provider_sessions_provider_id_sid_idx" ON "provider_sessions"("provider_id", "sid");

-- CreateIndex
CREATE INDEX "provider_logouts_expires_at_idx" ON "provider_logouts"("expires_at");

-- AddForeignKey
ALTER TABLE "provider_sessions" ADD CONSTRAINT "provider_sessions_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "sessions"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "provider_sessions" ADD CONSTRAINT "provider_sessions_provider_id_fkey" FOREIGN KEY ("provider_id") REFERENCES "providers"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "provider_logouts" ADD CONSTRAINT "provider_logouts_provider_id_fkey" FOREIGN KEY ("provider_id") REFERENCES "providers"("id") ON DELETE CASCADE ON UPDATE CASCADE;
