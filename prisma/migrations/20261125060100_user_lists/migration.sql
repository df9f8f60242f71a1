-- Few are inactive, and few come from a directory where most do not: lists of them don't walk past everybody else.
CREATE INDEX "users_inactive_login_key_idx" ON "users" ("login_key", "id") WHERE NOT "active";
CREATE INDEX "users_ldap_login_key_idx" ON "users" ("login_key", "id") WHERE "source" = 'ldap';

-- Where the locale of the database is C, trigrams know no letters but those of ASCII. Cyrillic letters are looked for by
-- letters of theirs; that two of them share one costs a second look and nothing else.
CREATE FUNCTION "in_latin_letters"("text" text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN translate("text",
    'абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґўђѓљњќћџјѕѐѝәғқңөұүһ',
    'abvgdejziyklmnoprstufhcxwwqyqeuaiiegudglnkcdjseiagknouuh');

DO $$
BEGIN
  CREATE EXTENSION IF NOT EXISTS pg_trgm;
  CREATE INDEX "users_search_in_latin_letters_idx" ON "users" USING GIN (in_latin_letters("search_text") gin_trgm_ops)
    WHERE octet_length("search_text") > char_length("search_text");
EXCEPTION
  WHEN insufficient_privilege OR undefined_file OR feature_not_supported THEN
    RAISE NOTICE 'pg_trgm is not available: searching users will read the whole table';
END
$$;
