-- CreateTable
CREATE TABLE "avatars" (
    "user_id" UUID NOT NULL,
    "media_type" TEXT NOT NULL,
    "content" BYTEA NOT NULL,
    "entity_tag" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "avatars_pkey" PRIMARY KEY ("user_id")
);

-- AddForeignKey
ALTER TABLE "avatars" ADD CONSTRAINT "avatars_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What the schema language cannot say. Pictures come in three kinds, and small (rule 2.1); compressing them again is idle.
ALTER TABLE "avatars" ADD CONSTRAINT "avatars_media_type_check" CHECK ("media_type" IN ('image/png', 'image/jpeg', 'image/webp'));
ALTER TABLE "avatars" ADD CONSTRAINT "avatars_content_check" CHECK (octet_length("content") BETWEEN 1 AND 2097152);
ALTER TABLE "avatars" ALTER COLUMN "content" SET STORAGE EXTERNAL;
