-- CreateTable
CREATE TABLE "passwords" (
    "user_id" UUID NOT NULL,
    "hash" TEXT NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "passwords_pkey" PRIMARY KEY ("user_id")
);

-- CreateTable
CREATE TABLE "password_policies" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "min_length" INTEGER NOT NULL DEFAULT 12,
    "require_upper" BOOLEAN NOT NULL DEFAULT false,
    "require_lower" BOOLEAN NOT NULL DEFAULT false,
    "require_digit" BOOLEAN NOT NULL DEFAULT false,
    "require_special" BOOLEAN NOT NULL DEFAULT false,
    "blocklist" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "password_policies_pkey" PRIMARY KEY ("id")
);

-- AddForeignKey
ALTER TABLE "passwords" ADD CONSTRAINT "passwords_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What the schema language cannot say. There is always one policy (rule 9.1), with the defaults of rule 14.
ALTER TABLE "password_policies" ADD CONSTRAINT "password_policies_single_row_check" CHECK ("id" = 1);
ALTER TABLE "password_policies" ADD CONSTRAINT "password_policies_min_length_check" CHECK ("min_length" BETWEEN 2 AND 64);
INSERT INTO "password_policies" ("id") VALUES (1);

-- Whoever writes, no password itself ever lands here (rule 2.4).
ALTER TABLE "passwords" ADD CONSTRAINT "passwords_hash_check" CHECK ("hash" LIKE '$argon2id$%');
