-- AlterTable
ALTER TABLE "audit_events" ADD COLUMN     "channel" TEXT NOT NULL DEFAULT 'api';

-- CreateTable
CREATE TABLE "settings" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "audit_retention_days" INTEGER DEFAULT 730,
    "devices_retention_days" INTEGER DEFAULT 180,
    "calls_retention_days" INTEGER DEFAULT 365,
    "editable_profile_fields" TEXT[] DEFAULT ARRAY['displayName', 'avatar', 'phones']::TEXT[],
    "mixed_script_logins" TEXT NOT NULL DEFAULT 'refused',

    CONSTRAINT "settings_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "housekeeping_lease" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "holder" UUID NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "housekeeping_lease_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "audit_events_request_id_id_idx" ON "audit_events"("request_id", "id");

-- What the schema language cannot say.
ALTER TABLE "settings" ADD CONSTRAINT "settings_single_row_check" CHECK ("id" = 1);
-- Whoever shortens the audit log can't hide what they did for a month.
ALTER TABLE "settings" ADD CONSTRAINT "settings_audit_retention_check" CHECK ("audit_retention_days" BETWEEN 30 AND 36500);
ALTER TABLE "settings" ADD CONSTRAINT "settings_devices_retention_check" CHECK ("devices_retention_days" BETWEEN 1 AND 36500);
ALTER TABLE "settings" ADD CONSTRAINT "settings_calls_retention_check" CHECK ("calls_retention_days" BETWEEN 1 AND 36500);
ALTER TABLE "settings" ADD CONSTRAINT "settings_mixed_script_logins_check" CHECK ("mixed_script_logins" IN ('refused', 'allowed'));
ALTER TABLE "housekeeping_lease" ADD CONSTRAINT "housekeeping_lease_single_row_check" CHECK ("id" = 1);

INSERT INTO "settings" ("id") VALUES (1);

-- Few rows come in another way than through the API, and they are looked for among millions.
CREATE INDEX "audit_events_channel_id_idx" ON "audit_events" ("channel", "id") WHERE "channel" <> 'api';

-- The audit log is append-only, whoever writes (rule 12.2). Only what is past its retention (rule 2.14) can be deleted,
-- and the database reads itself how long that is. One check for each statement: adding rows costs nothing.
CREATE FUNCTION "refuse_audit_change"() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE FUNCTION "refuse_audit_deletion"() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  days integer;
BEGIN
  EXECUTE format('SELECT audit_retention_days FROM %I.settings', TG_TABLE_SCHEMA) INTO days;
  IF EXISTS (SELECT FROM gone WHERE days IS NULL OR at >= now() - make_interval(hours => 24 * days)) THEN
    RAISE EXCEPTION 'the audit log is append-only, but for what is past its retention'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NULL;
END
$$;

CREATE TRIGGER "audit_events_no_update" BEFORE UPDATE ON "audit_events"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_audit_change"();
CREATE TRIGGER "audit_events_no_truncate" BEFORE TRUNCATE ON "audit_events"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_audit_change"();
CREATE TRIGGER "audit_events_retained" AFTER DELETE ON "audit_events" REFERENCING OLD TABLE AS "gone"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_audit_deletion"();

-- Also where a session says that it only replicates.
ALTER TABLE "audit_events" ENABLE ALWAYS TRIGGER "audit_events_no_update";
ALTER TABLE "audit_events" ENABLE ALWAYS TRIGGER "audit_events_no_truncate";
ALTER TABLE "audit_events" ENABLE ALWAYS TRIGGER "audit_events_retained";
