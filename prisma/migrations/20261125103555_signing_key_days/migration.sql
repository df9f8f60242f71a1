-- AlterTable
ALTER TABLE "settings" ADD COLUMN     "signing_key_days" INTEGER DEFAULT 90;

ALTER TABLE "settings" ADD CONSTRAINT "settings_signing_key_days_check" CHECK ("signing_key_days" BETWEEN 1 AND 365);
