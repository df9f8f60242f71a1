-- AlterTable
ALTER TABLE "sign_in_codes" ADD COLUMN     "administrator_id" UUID,
ALTER COLUMN "user_id" DROP NOT NULL;

-- AlterTable
ALTER TABLE "sign_in_flows" ADD COLUMN     "realm" TEXT NOT NULL DEFAULT 'users';

-- CreateTable
CREATE TABLE "administrator_links" (
    "provider_id" UUID NOT NULL,
    "administrator_id" UUID NOT NULL,
    "issuer" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "administrator_links_pkey" PRIMARY KEY ("provider_id","administrator_id")
);

-- CreateIndex
CREATE INDEX "administrator_links_administrator_id_idx" ON "administrator_links"("administrator_id");

-- CreateIndex
CREATE UNIQUE INDEX "administrator_links_provider_id_issuer_subject_key" ON "administrator_links"("provider_id", "issuer", "subject");

-- CreateIndex
CREATE INDEX "sign_in_codes_administrator_id_idx" ON "sign_in_codes"("administrator_id");

-- AddForeignKey
ALTER TABLE "administrator_links" ADD CONSTRAINT "administrator_links_provider_id_fkey" FOREIGN KEY ("provider_id") REFERENCES "providers"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "administrator_links" ADD CONSTRAINT "administrator_links_administrator_id_fkey" FOREIGN KEY ("administrator_id") REFERENCES "administrators"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sign_in_codes" ADD CONSTRAINT "sign_in_codes_administrator_id_fkey" FOREIGN KEY ("administrator_id") REFERENCES "administrators"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What the schema language cannot say.
ALTER TABLE "sign_in_flows" ADD CONSTRAINT "sign_in_flows_realm_check" CHECK ("realm" IN ('users', 'administrators'));
ALTER TABLE "sign_in_codes" ADD CONSTRAINT "sign_in_codes_owner_check" CHECK (num_nonnulls("user_id", "administrator_id") = 1);
