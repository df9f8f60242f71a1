-- Those who are deactivated are few among many, and asked for by themselves (rule 2.2).
CREATE INDEX "users_inactive_idx" ON "users" ("login_key", "id") WHERE NOT "active";
