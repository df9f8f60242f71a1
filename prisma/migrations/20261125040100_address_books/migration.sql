-- CreateTable
CREATE TABLE "address_book_entries" (
    "owner_id" UUID NOT NULL,
    "contact_id" UUID NOT NULL,
    "contact_user_id" UUID,
    "pickup_group_id" UUID,
    "call_string" TEXT,
    "call_key" TEXT,
    "is_given_by_administrator" BOOLEAN NOT NULL DEFAULT false,
    "is_added_by_user" BOOLEAN NOT NULL DEFAULT false,
    "display_name" TEXT,
    "name_key" TEXT COLLATE "C" NOT NULL DEFAULT '',

    CONSTRAINT "address_book_entries_pkey" PRIMARY KEY ("owner_id","contact_id")
);

-- CreateTable
CREATE TABLE "group_book_entries" (
    "group_id" UUID NOT NULL,
    "contact_id" UUID NOT NULL,
    "contact_user_id" UUID,
    "pickup_group_id" UUID,
    "call_string" TEXT,
    "call_key" TEXT,
    "display_name" TEXT,
    "name_key" TEXT COLLATE "C" NOT NULL DEFAULT '',

    CONSTRAINT "group_book_entries_pkey" PRIMARY KEY ("contact_id","group_id")
);

-- CreateTable
CREATE TABLE "shown_groups" (
    "group_id" UUID NOT NULL,
    "shown_group_id" UUID NOT NULL,

    CONSTRAINT "shown_groups_pkey" PRIMARY KEY ("group_id","shown_group_id")
);

-- CreateTable
CREATE TABLE "contact_groups" (
    "id" UUID NOT NULL,
    "owner_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "name_key" TEXT NOT NULL,

    CONSTRAINT "contact_groups_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "contact_group_contacts" (
    "contact_group_id" UUID NOT NULL,
    "contact_id" UUID NOT NULL,
    "contact_user_id" UUID,
    "pickup_group_id" UUID,

    CONSTRAINT "contact_group_contacts_pkey" PRIMARY KEY ("contact_group_id","contact_id")
);

-- CreateIndex
CREATE INDEX "address_book_entries_owner_id_name_key_contact_id_idx" ON "address_book_entries"("owner_id", "name_key", "contact_id");

-- CreateIndex
CREATE INDEX "address_book_entries_contact_user_id_idx" ON "address_book_entries"("contact_user_id");

-- CreateIndex
CREATE INDEX "address_book_entries_pickup_group_id_idx" ON "address_book_entries"("pickup_group_id");

-- CreateIndex
CREATE INDEX "group_book_entries_group_id_name_key_contact_id_idx" ON "group_book_entries"("group_id", "name_key", "contact_id");

-- CreateIndex
CREATE INDEX "group_book_entries_contact_user_id_idx" ON "group_book_entries"("contact_user_id");

-- CreateIndex
CREATE INDEX "group_book_entries_pickup_group_id_idx" ON "group_book_entries"("pickup_group_id");

-- CreateIndex
CREATE INDEX "shown_groups_shown_group_id_idx" ON "shown_groups"("shown_group_id");

-- CreateIndex
CREATE UNIQUE INDEX "contact_groups_owner_id_name_key_key" ON "contact_groups"("owner_id", "name_key");

-- CreateIndex
CREATE INDEX "contact_group_contacts_contact_user_id_idx" ON "contact_group_contacts"("contact_user_id");

-- CreateIndex
CREATE INDEX "contact_group_contacts_pickup_group_id_idx" ON "contact_group_contacts"("pickup_group_id");

-- AddForeignKey
ALTER TABLE "address_book_entries" ADD CONSTRAINT "address_book_entries_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "address_book_entries" ADD CONSTRAINT "address_book_entries_contact_user_id_fkey" FOREIGN KEY ("contact_user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "address_book_entries" ADD CONSTRAINT "address_book_entries_pickup_group_id_fkey" FOREIGN KEY ("pickup_group_id") REFERENCES "groups"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "group_book_entries" ADD CONSTRAINT "group_book_entries_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "groups"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "group_book_entries" ADD CONSTRAINT "group_book_entries_contact_user_id_fkey" FOREIGN KEY ("contact_user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "group_book_entries" ADD CONSTRAINT "group_book_entries_pickup_group_id_fkey" FOREIGN KEY ("pickup_group_id") REFERENCES "groups"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "shown_groups" ADD CONSTRAINT "shown_groups_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "groups"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "shown_groups" ADD CONSTRAINT "shown_groups_shown_group_id_fkey" FOREIGN KEY ("shown_group_id") REFERENCES "groups"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "contact_groups" ADD CONSTRAINT "contact_groups_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "contact_group_contacts" ADD CONSTRAINT "contact_group_contacts_contact_group_id_fkey" FOREIGN KEY ("contact_group_id") REFERENCES "contact_groups"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "contact_group_contacts" ADD CONSTRAINT "contact_group_contacts_contact_user_id_fkey" FOREIGN KEY ("contact_user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "contact_group_contacts" ADD CONSTRAINT "contact_group_contacts_pickup_group_id_fkey" FOREIGN KEY ("pickup_group_id") REFERENCES "groups"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What the schema language cannot say. An entry says in one way whom it calls, and nobody is in their own book (rule 6.3).
ALTER TABLE "address_book_entries" ADD CONSTRAINT "address_book_entries_contact_check" CHECK (
  num_nonnulls("contact_user_id", "pickup_group_id", "call_string") = 1
  AND "contact_id" = coalesce("contact_user_id", "pickup_group_id", "contact_id")
  AND ("call_string" IS NULL) = ("call_key" IS NULL)
  AND ("display_name" IS NOT NULL OR "contact_user_id" IS NOT NULL)
  AND "contact_id" <> "owner_id");
ALTER TABLE "address_book_entries" ADD CONSTRAINT "address_book_entries_reason_check" CHECK (
  "is_given_by_administrator" OR "is_added_by_user" OR "display_name" IS NOT NULL);
ALTER TABLE "group_book_entries" ADD CONSTRAINT "group_book_entries_contact_check" CHECK (
  num_nonnulls("contact_user_id", "pickup_group_id", "call_string") = 1
  AND "contact_id" = coalesce("contact_user_id", "pickup_group_id", "contact_id")
  AND ("call_string" IS NULL) = ("call_key" IS NULL)
  AND ("display_name" IS NOT NULL OR "contact_user_id" IS NOT NULL));

-- Where an entry shows the name that the person has, it follows the person.
CREATE FUNCTION "entry_name_key"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  SELECT left(split_part("search_text", E'\n', 3), 200) INTO NEW."name_key" FROM "users" WHERE "id" = NEW."contact_user_id" FOR SHARE;
  NEW."name_key" := coalesce(NEW."name_key", '');
  RETURN NEW;
END
$$;
CREATE TRIGGER "entry_name_key" BEFORE INSERT OR UPDATE OF "display_name" ON "address_book_entries"
  FOR EACH ROW WHEN (NEW."display_name" IS NULL) EXECUTE FUNCTION "entry_name_key"();
CREATE TRIGGER "entry_name_key" BEFORE INSERT OR UPDATE OF "display_name" ON "group_book_entries"
  FOR EACH ROW WHEN (NEW."display_name" IS NULL) EXECUTE FUNCTION "entry_name_key"();

CREATE OR REPLACE FUNCTION "user_renamed"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  renamed text := left(split_part(NEW."search_text", E'\n', 3), 200);
BEGIN
  UPDATE "memberships" SET "name_key" = renamed WHERE "user_id" = NEW."id";
  UPDATE "address_book_entries" SET "name_key" = renamed WHERE "contact_user_id" = NEW."id" AND "display_name" IS NULL;
  UPDATE "group_book_entries" SET "name_key" = renamed WHERE "contact_user_id" = NEW."id" AND "display_name" IS NULL;
  RETURN NULL;
END
$$;
