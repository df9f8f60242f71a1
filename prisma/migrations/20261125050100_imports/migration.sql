-- CreateTable
CREATE TABLE "imports" (
    "id" UUID NOT NULL,
    "dry_run" BOOLEAN NOT NULL,
    "mode" TEXT NOT NULL,
    "is_read" BOOLEAN NOT NULL DEFAULT false,
    "row_count" INTEGER NOT NULL DEFAULT 0,
    "planned_through" INTEGER NOT NULL DEFAULT 0,
    "applied_through" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "imports_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "import_rows" (
    "import_id" UUID NOT NULL,
    "row" INTEGER NOT NULL,
    "given" INTEGER NOT NULL,
    "login" TEXT NOT NULL,
    "login_key" TEXT,
    "login_skeleton" TEXT,
    "login_script" TEXT,
    "active" BOOLEAN,
    "display_name" TEXT,
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
    "incoming_kbps" INTEGER,
    "outgoing_kbps" INTEGER,
    "groups" TEXT[],
    "search_text" TEXT,
    "problems" JSONB,

    CONSTRAINT "import_rows_pkey" PRIMARY KEY ("import_id","row")
);

-- CreateTable
CREATE TABLE "import_outcomes" (
    "import_id" UUID NOT NULL,
    "row" INTEGER NOT NULL,
    "outcome" TEXT NOT NULL,
    "user_id" UUID,
    "group_ids" UUID[],
    "changes" JSONB,
    "problems" JSONB,

    CONSTRAINT "import_outcomes_pkey" PRIMARY KEY ("import_id","row")
);

-- CreateIndex
CREATE INDEX "import_outcomes_user_id_idx" ON "import_outcomes"("user_id");

-- CreateTable
CREATE TABLE "import_passwords" (
    "import_id" UUID NOT NULL,
    "row" INTEGER NOT NULL,
    "box" BYTEA,
    "hash" TEXT,

    CONSTRAINT "import_passwords_pkey" PRIMARY KEY ("import_id","row")
);

-- What the schema language cannot say.
ALTER TABLE "imports" ADD CONSTRAINT "imports_mode_check" CHECK ("mode" IN ('all', 'rows'));
ALTER TABLE "import_outcomes" ADD CONSTRAINT "import_outcomes_outcome_check" CHECK ("outcome" IN ('create', 'update', 'unchanged', 'refused'));
ALTER TABLE "import_passwords" ADD CONSTRAINT "import_passwords_secret_check" CHECK (num_nonnulls("box", "hash") = 1);

-- Whoever looks for what was refused or changed does not read the rest.
CREATE INDEX "import_outcomes_notable_idx" ON "import_outcomes" ("import_id", "outcome", "row") WHERE "outcome" IN ('update', 'refused');
