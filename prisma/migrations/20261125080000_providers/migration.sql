-- CreateTable
CREATE TABLE "providers" (
    "id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT false,
    "client_id" TEXT,
    "client_secret" BYTEA,
    "issuer" TEXT,
    "discovery" BOOLEAN NOT NULL DEFAULT false,
    "authorization_url" TEXT,
    "token_url" TEXT,
    "logout_url" TEXT,
    "jwks_url" TEXT,
    "scopes" TEXT[],
    "verify_tls" BOOLEAN NOT NULL DEFAULT true,
    "pinned_certificates" JSONB NOT NULL DEFAULT '[]',
    "user_claim" TEXT,
    "match_users" BOOLEAN NOT NULL DEFAULT false,
    "icon" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "providers_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "provider_links" (
    "provider_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "issuer" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "origin" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "provider_links_pkey" PRIMARY KEY ("provider_id","user_id")
);

-- CreateTable
CREATE TABLE "sign_in_flows" (
    "state_hash" BYTEA NOT NULL,
    "provider_id" UUID NOT NULL,
    "nonce" TEXT NOT NULL,
    "code_verifier" BYTEA NOT NULL,
    "browser_hash" BYTEA NOT NULL,
    "return_to" TEXT NOT NULL,
    "code_challenge" TEXT,
    "address" TEXT,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sign_in_flows_pkey" PRIMARY KEY ("state_hash")
);

-- CreateTable
CREATE TABLE "sign_in_codes" (
    "code_hash" BYTEA NOT NULL,
    "provider_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "code_challenge" TEXT,
    "address" TEXT,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sign_in_codes_pkey" PRIMARY KEY ("code_hash")
);

-- CreateIndex
CREATE INDEX "provider_links_user_id_idx" ON "provider_links"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "provider_links_provider_id_issuer_subject_key" ON "provider_links"("provider_id", "issuer", "subject");

-- CreateIndex
CREATE INDEX "sign_in_flows_expires_at_idx" ON "sign_in_flows"("expires_at");

-- CreateIndex
CREATE INDEX "sign_in_flows_provider_id_idx" ON "sign_in_flows"("provider_id");

-- CreateIndex
CREATE INDEX "sign_in_codes_expires_at_idx" ON "sign_in_codes"("expires_at");

-- CreateIndex
CREATE INDEX "sign_in_codes_provider_id_idx" ON "sign_in_codes"("provider_id");

-- CreateIndex
CREATE INDEX "sign_in_codes_user_id_idx" ON "sign_in_codes"("user_id");

-- AddForeignKey
ALTER TABLE "provider_links" ADD CONSTRAINT "provider_links_provider_id_fkey" FOREIGN KEY ("provider_id") REFERENCES "providers"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "provider_links" ADD CONSTRAINT "provider_links_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sign_in_flows" ADD CONSTRAINT "sign_in_flows_provider_id_fkey" FOREIGN KEY ("provider_id") REFERENCES "providers"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sign_in_codes" ADD CONSTRAINT "sign_in_codes_provider_id_fkey" FOREIGN KEY ("provider_id") REFERENCES "providers"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sign_in_codes" ADD CONSTRAINT "sign_in_codes_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What the schema language cannot say.
ALTER TABLE "providers" ADD CONSTRAINT "providers_type_check" CHECK ("type" IN ('password', 'ntlm', 'kerberos', 'adfs', 'keycloak', 'custom'));
ALTER TABLE "providers" ADD CONSTRAINT "providers_settings_check" CHECK ("type" IN ('password', 'ntlm', 'kerberos') OR ("client_id" IS NOT NULL AND "issuer" IS NOT NULL AND "user_claim" IS NOT NULL));
ALTER TABLE "providers" ADD CONSTRAINT "providers_endpoints_check" CHECK ("issuer" IS NULL OR "discovery" OR ("authorization_url" IS NOT NULL AND "token_url" IS NOT NULL AND "jwks_url" IS NOT NULL));
CREATE UNIQUE INDEX "providers_built_in_type_key" ON "providers" ("type") WHERE "type" IN ('password', 'ntlm', 'kerberos');
ALTER TABLE "provider_links" ADD CONSTRAINT "provider_links_origin_check" CHECK ("origin" IN ('administrator', 'match'));

-- What is always there (rule 8.1): password is on, as in rule 14.
INSERT INTO "providers" ("id", "type", "name", "enabled") VALUES
  ('00000000-0000-7000-8000-000000000011', 'password', 'Password', true),
  ('00000000-0000-7000-8000-000000000012', 'ntlm', 'NTLM', false),
  ('00000000-0000-7000-8000-000000000013', 'kerberos', 'Kerberos', false);
