-- Search by substring goes by trigrams where the database has them; without them it is slower, and as right.
DO $$
BEGIN
  CREATE INDEX "aliases_search_text_idx" ON "aliases" USING GIN ("search_text" gin_trgm_ops);
EXCEPTION
  WHEN undefined_object OR undefined_function OR insufficient_privilege OR feature_not_supported THEN
    RAISE NOTICE 'pg_trgm is not available: searching aliases will read the whole table';
END
$$;
