-- CreateTable
CREATE TABLE "field_visibility" (
    "field" TEXT NOT NULL,
    "members" BOOLEAN NOT NULL,
    "federated" BOOLEAN NOT NULL,
    "guests" BOOLEAN NOT NULL,

    CONSTRAINT "field_visibility_pkey" PRIMARY KEY ("field")
);

-- The fields there are, with the defaults of rule 14: users of this server see all, those of other servers email and
-- company, guests nothing. The display name has no row: it is always shown (rule 9.3).
INSERT INTO "field_visibility" ("field", "members", "federated", "guests")
SELECT "field", true, "field" IN ('email', 'company'), false FROM unnest(ARRAY[
  'email', 'firstName', 'middleName', 'lastName', 'company', 'branch', 'department', 'jobTitle', 'manager', 'address',
  'mobilePhones', 'workPhones', 'homePhones', 'otherPhones', 'sipNumber']) AS "all" ("field");
