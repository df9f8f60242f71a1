-- The folded display name becomes the second line of what search looks in, behind the login: there it can be found, and
-- be sorted by. It stood behind the first and the last name, which are not always there.
UPDATE "users" SET "search_text" = array_to_string(lines[1:2] || lines[at] || lines[3:at - 1] || lines[at + 1:], E'\n')
FROM (
  SELECT "id" AS user_id, string_to_array("search_text", E'\n') AS lines,
    3 + (coalesce("first_name", '') <> '')::int + (coalesce("last_name", '') <> '')::int AS at
  FROM "users" WHERE coalesce("first_name", "last_name") IS NOT NULL
) AS before
WHERE "id" = user_id;

-- AlterTable
ALTER TABLE "memberships" ADD COLUMN     "name_key" TEXT COLLATE "C" NOT NULL DEFAULT '';
UPDATE "memberships" SET "name_key" = left(split_part("search_text", E'\n', 3), 200) FROM "users" WHERE "id" = "user_id";

-- CreateIndex
CREATE INDEX "memberships_group_id_name_key_user_id_idx" ON "memberships"("group_id", "name_key", "user_id");

-- Users in the order of their names, too.
CREATE INDEX "users_display_name_key_idx" ON "users" ((left(split_part("search_text", E'\n', 3), 200) COLLATE "C"), "id");

-- Whoever reads the name from the user waits for a change of it that is under way, so that none is missed.
CREATE FUNCTION "membership_name_key"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  SELECT left(split_part("search_text", E'\n', 3), 200) INTO NEW."name_key" FROM "users" WHERE "id" = NEW."user_id" FOR SHARE;
  NEW."name_key" := coalesce(NEW."name_key", '');
  RETURN NEW;
END
$$;
CREATE TRIGGER "membership_name_key" BEFORE INSERT ON "memberships"
  FOR EACH ROW EXECUTE FUNCTION "membership_name_key"();

CREATE FUNCTION "user_renamed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE "memberships" SET "name_key" = left(split_part(NEW."search_text", E'\n', 3), 200) WHERE "user_id" = NEW."id";
  RETURN NULL;
END
$$;
CREATE TRIGGER "user_renamed" AFTER UPDATE OF "search_text" ON "users" FOR EACH ROW
  WHEN (left(split_part(OLD."search_text", E'\n', 3), 200) IS DISTINCT FROM left(split_part(NEW."search_text", E'\n', 3), 200))
  EXECUTE FUNCTION "user_renamed"();
