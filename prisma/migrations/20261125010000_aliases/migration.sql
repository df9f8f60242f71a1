-- AlterTable
ALTER TABLE "groups" ADD COLUMN     "call_pickup_enabled" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "call_pickup_id" TEXT;

-- AlterTable
ALTER TABLE "names" ADD COLUMN     "alias_id" UUID,
ADD COLUMN     "group_id" UUID;

-- CreateTable
CREATE TABLE "aliases" (
    "id" UUID NOT NULL,
    "alias" TEXT NOT NULL,
    "alias_key" TEXT NOT NULL,
    "call_string" TEXT NOT NULL,
    "target_key" TEXT NOT NULL,
    "search_text" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "aliases_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "aliases_alias_key_key" ON "aliases"("alias_key");

-- CreateIndex
CREATE INDEX "aliases_target_key_idx" ON "aliases"("target_key");

-- CreateIndex
CREATE UNIQUE INDEX "names_alias_id_key" ON "names"("alias_id");

-- CreateIndex
CREATE UNIQUE INDEX "names_group_id_key" ON "names"("group_id");

-- AddForeignKey
ALTER TABLE "names" ADD CONSTRAINT "names_alias_id_fkey" FOREIGN KEY ("alias_id") REFERENCES "aliases"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "names" ADD CONSTRAINT "names_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "groups"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What the schema language cannot say. A name has one owner, of the kind that it says (rule 1.3).
ALTER TABLE "names" ADD CONSTRAINT "names_owner_check" CHECK (CASE "kind"
  WHEN 'login' THEN "user_id" IS NOT NULL AND num_nonnulls("user_id", "alias_id", "group_id") = 1
  WHEN 'alias' THEN "alias_id" IS NOT NULL AND num_nonnulls("user_id", "alias_id", "group_id") = 1
  WHEN 'group-call' THEN "group_id" IS NOT NULL AND num_nonnulls("user_id", "alias_id", "group_id") = 1
  ELSE FALSE
END);

ALTER TABLE "aliases" ADD CONSTRAINT "aliases_alias_length_check" CHECK (char_length("alias") BETWEEN 1 AND 32);

-- What rings has an ID to be called by, and members to ring: nobody is a member of the other two built-in groups (rule 3.4).
ALTER TABLE "groups" ADD CONSTRAINT "groups_call_pickup_id_check" CHECK (NOT "call_pickup_enabled" OR "call_pickup_id" IS NOT NULL);
ALTER TABLE "groups" ADD CONSTRAINT "groups_call_pickup_kind_check" CHECK ("kind" IN ('custom', 'ungrouped') OR "call_pickup_id" IS NULL);
