-- CreateTable
CREATE TABLE "lockouts" (
    "user_id" UUID NOT NULL,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "last_failure_at" TIMESTAMPTZ(3),
    "locked_until" TIMESTAMPTZ(3),

    CONSTRAINT "lockouts_pkey" PRIMARY KEY ("user_id")
);

-- CreateTable
CREATE TABLE "digest_passwords" (
    "user_id" UUID NOT NULL,
    "realm" TEXT NOT NULL,
    "username" TEXT NOT NULL,
    "digests" BYTEA NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "digest_passwords_pkey" PRIMARY KEY ("user_id")
);

-- AddForeignKey
ALTER TABLE "lockouts" ADD CONSTRAINT "lockouts_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "digest_passwords" ADD CONSTRAINT "digest_passwords_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What the schema language cannot say.
ALTER TABLE "lockouts" ADD CONSTRAINT "lockouts_failures_check" CHECK ("failures" >= 0);
