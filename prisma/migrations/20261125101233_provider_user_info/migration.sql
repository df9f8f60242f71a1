-- AlterTable
ALTER TABLE "providers" ADD COLUMN     "user_info_url" TEXT;
