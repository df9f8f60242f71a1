-- CreateTable
CREATE TABLE "concurrent_sign_in_policies" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "mode" TEXT NOT NULL DEFAULT 'unlimited',

    CONSTRAINT "concurrent_sign_in_policies_pkey" PRIMARY KEY ("id")
);

ALTER TABLE "concurrent_sign_in_policies" ADD CONSTRAINT "concurrent_sign_in_policies_single_row_check" CHECK ("id" = 1);
ALTER TABLE "concurrent_sign_in_policies" ADD CONSTRAINT "concurrent_sign_in_policies_mode_check" CHECK ("mode" IN ('unlimited', 'onePerApplication', 'onePerUser'));

-- The default of rule 14.
INSERT INTO "concurrent_sign_in_policies" ("id") VALUES (1);
