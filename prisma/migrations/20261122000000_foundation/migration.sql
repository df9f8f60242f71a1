-- CreateTable
CREATE TABLE "epochs" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "configuration" UUID NOT NULL DEFAULT gen_random_uuid(),
    "revocation" UUID NOT NULL DEFAULT gen_random_uuid(),

    CONSTRAINT "epochs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "once_answers" (
    "actor_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "request_hash" TEXT NOT NULL,
    "answer" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "once_answers_pkey" PRIMARY KEY ("actor_id","key")
);

-- CreateTable
CREATE TABLE "audit_events" (
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "action" TEXT NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" UUID,
    "actor_name" TEXT NOT NULL,
    "target_kind" TEXT NOT NULL,
    "target_id" TEXT NOT NULL,
    "target_name" TEXT NOT NULL,
    "related_kind" TEXT,
    "related_id" TEXT,
    "related_name" TEXT,
    "before" JSONB,
    "after" JSONB,
    "request_id" TEXT NOT NULL,
    "address" TEXT,

    CONSTRAINT "audit_events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "groups" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL DEFAULT 'custom',
    "name" TEXT NOT NULL,
    "name_key" TEXT NOT NULL,
    "rights" TEXT[],
    "incoming_kbps" INTEGER,
    "outgoing_kbps" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "groups_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "memberships" (
    "user_id" UUID NOT NULL,
    "group_id" UUID NOT NULL,
    "source" TEXT NOT NULL DEFAULT 'registry',
    "added_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "memberships_pkey" PRIMARY KEY ("user_id","group_id")
);

-- CreateTable
CREATE TABLE "api_keys" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "secret_hash" BYTEA NOT NULL,
    "scopes" TEXT[],
    "expires_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "api_keys_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "service_accounts" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "secret_hash" BYTEA NOT NULL,
    "scopes" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "service_accounts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "signing_keys" (
    "id" UUID NOT NULL,
    "algorithm" TEXT NOT NULL,
    "public_jwk" JSONB NOT NULL,
    "private_key" BYTEA NOT NULL,
    "signs_from" TIMESTAMPTZ(3) NOT NULL,
    "retires_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "signing_keys_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "users" (
    "id" UUID NOT NULL,
    "login" TEXT NOT NULL,
    "login_key" TEXT NOT NULL,
    "login_skeleton" TEXT NOT NULL,
    "login_script" TEXT NOT NULL,
    "active" BOOLEAN NOT NULL DEFAULT true,
    "source" TEXT NOT NULL DEFAULT 'registry',
    "display_name" TEXT NOT NULL,
    "email" TEXT,
    "first_name" TEXT,
    "middle_name" TEXT,
    "last_name" TEXT,
    "company" TEXT,
    "branch" TEXT,
    "department" TEXT,
    "job_title" TEXT,
    "manager" TEXT,
    "address" TEXT,
    "mobile_phones" TEXT[],
    "work_phones" TEXT[],
    "home_phones" TEXT[],
    "other_phones" TEXT[],
    "sip_number" TEXT,
    "granted_rights" TEXT[],
    "denied_rights" TEXT[],
    "incoming_kbps" INTEGER,
    "outgoing_kbps" INTEGER,
    "search_text" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "names" (
    "key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "user_id" UUID,

    CONSTRAINT "names_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "zones" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "methods" TEXT[],
    "rights" TEXT[],
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "zones_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "trusted_subnets" (
    "subnet" TEXT NOT NULL,
    "added_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "trusted_subnets_pkey" PRIMARY KEY ("subnet")
);

-- CreateIndex
CREATE INDEX "once_answers_created_at_idx" ON "once_answers"("created_at");

-- CreateIndex
CREATE INDEX "audit_events_target_id_id_idx" ON "audit_events"("target_id", "id");

-- CreateIndex
CREATE INDEX "audit_events_related_id_id_idx" ON "audit_events"("related_id", "id");

-- CreateIndex
CREATE INDEX "audit_events_actor_id_id_idx" ON "audit_events"("actor_id", "id");

-- CreateIndex
CREATE INDEX "audit_events_action_id_idx" ON "audit_events"("action", "id");

-- CreateIndex
CREATE INDEX "audit_events_at_idx" ON "audit_events"("at");

-- CreateIndex
CREATE UNIQUE INDEX "groups_name_key_key" ON "groups"("name_key");

-- CreateIndex
CREATE INDEX "memberships_group_id_user_id_idx" ON "memberships"("group_id", "user_id");

-- CreateIndex
CREATE UNIQUE INDEX "api_keys_secret_hash_key" ON "api_keys"("secret_hash");

-- CreateIndex
CREATE UNIQUE INDEX "users_login_key_key" ON "users"("login_key");

-- CreateIndex
CREATE INDEX "users_login_skeleton_idx" ON "users"("login_skeleton");

-- CreateIndex
CREATE INDEX "users_display_name_id_idx" ON "users"("display_name", "id");

-- CreateIndex
CREATE INDEX "users_created_at_id_idx" ON "users"("created_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "names_user_id_key" ON "names"("user_id");

-- AddForeignKey
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "groups"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "names" ADD CONSTRAINT "names_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What the schema language cannot say. Rights are stored by name, and only these names (rule 4.1).
ALTER TABLE "groups" ADD CONSTRAINT "groups_rights_check" CHECK ("rights" <@ ARRAY['addressBookEditing', 'pointToPointCalls', 'groupConferences', 'screenSharing', 'remoteControlRequest', 'remoteControlAllow', 'slideShow', 'fileSending', 'fileReceiving', 'recording', 'surveys', 'transcripts', 'transcriptsFull', 'transcriptsRecording', 'operator']);
ALTER TABLE "zones" ADD CONSTRAINT "zones_rights_check" CHECK ("rights" <@ ARRAY['addressBookEditing', 'pointToPointCalls', 'groupConferences', 'screenSharing', 'remoteControlRequest', 'remoteControlAllow', 'slideShow', 'fileSending', 'fileReceiving', 'recording', 'surveys', 'transcripts', 'transcriptsFull', 'transcriptsRecording', 'operator']);
ALTER TABLE "users" ADD CONSTRAINT "users_granted_rights_check" CHECK ("granted_rights" <@ ARRAY['addressBookEditing', 'pointToPointCalls', 'groupConferences', 'screenSharing', 'remoteControlRequest', 'remoteControlAllow', 'slideShow', 'fileSending', 'fileReceiving', 'recording', 'surveys', 'transcripts', 'transcriptsFull', 'transcriptsRecording', 'operator']);
ALTER TABLE "users" ADD CONSTRAINT "users_denied_rights_check" CHECK ("denied_rights" <@ ARRAY['addressBookEditing', 'pointToPointCalls', 'groupConferences', 'screenSharing', 'remoteControlRequest', 'remoteControlAllow', 'slideShow', 'fileSending', 'fileReceiving', 'recording', 'surveys', 'transcripts', 'transcriptsFull', 'transcriptsRecording', 'operator']);
ALTER TABLE "users" ADD CONSTRAINT "users_personal_rights_check" CHECK (NOT "granted_rights" && "denied_rights");

-- Never grantable to built-in groups (rule 4.6), whoever writes.
ALTER TABLE "groups" ADD CONSTRAINT "groups_kind_check" CHECK ("kind" IN ('custom', 'ungrouped', 'federated', 'guests'));
ALTER TABLE "groups" ADD CONSTRAINT "groups_ungrouped_grantable_check" CHECK ("kind" <> 'ungrouped' OR NOT "rights" && ARRAY['operator', 'transcriptsFull']);
ALTER TABLE "groups" ADD CONSTRAINT "groups_federated_grantable_check" CHECK ("kind" <> 'federated' OR NOT "rights" && ARRAY['surveys', 'transcripts', 'transcriptsFull', 'transcriptsRecording']);
ALTER TABLE "groups" ADD CONSTRAINT "groups_guests_grantable_check" CHECK ("kind" <> 'guests' OR NOT "rights" && ARRAY['addressBookEditing', 'groupConferences', 'recording', 'surveys', 'transcripts', 'transcriptsFull', 'transcriptsRecording', 'operator']);
CREATE UNIQUE INDEX "groups_built_in_kind_key" ON "groups" ("kind") WHERE "kind" <> 'custom';

ALTER TABLE "users" ADD CONSTRAINT "users_source_check" CHECK ("source" IN ('registry', 'ldap'));
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_source_check" CHECK ("source" IN ('registry', 'ldap'));
ALTER TABLE "zones" ADD CONSTRAINT "zones_id_check" CHECK ("id" IN ('trusted', 'external'));
ALTER TABLE "epochs" ADD CONSTRAINT "epochs_single_row_check" CHECK ("id" = 1);

-- What always exists (rules 3.1, 7.1), with the defaults of rule 14.
INSERT INTO "epochs" ("id") VALUES (1);

INSERT INTO "groups" ("id", "kind", "name", "name_key", "rights") VALUES
  ('00000000-0000-7000-8000-000000000001', 'ungrouped', 'Users without group', 'users without group', ARRAY['addressBookEditing', 'pointToPointCalls', 'groupConferences', 'screenSharing', 'remoteControlRequest', 'remoteControlAllow', 'slideShow', 'fileSending', 'fileReceiving']),
  ('00000000-0000-7000-8000-000000000002', 'federated', 'Federated users', 'federated users', ARRAY['pointToPointCalls', 'screenSharing', 'slideShow', 'fileReceiving']),
  ('00000000-0000-7000-8000-000000000003', 'guests', 'Guest users', 'guest users', ARRAY['screenSharing', 'slideShow', 'fileReceiving']);

INSERT INTO "zones" ("id", "name", "methods", "rights") VALUES
  ('trusted', 'Trusted network', ARRAY['password'], ARRAY['addressBookEditing', 'pointToPointCalls', 'groupConferences', 'screenSharing', 'remoteControlRequest', 'remoteControlAllow', 'slideShow', 'fileSending', 'fileReceiving', 'recording', 'surveys', 'transcripts', 'transcriptsFull', 'transcriptsRecording', 'operator']),
  ('external', 'Internet', ARRAY['password'], ARRAY['addressBookEditing', 'pointToPointCalls', 'groupConferences', 'screenSharing', 'remoteControlRequest', 'remoteControlAllow', 'slideShow', 'fileSending', 'fileReceiving', 'recording', 'surveys', 'transcripts', 'transcriptsFull', 'transcriptsRecording', 'operator']);

INSERT INTO "trusted_subnets" ("subnet") VALUES ('127.0.0.0/8'), ('::1/128');
