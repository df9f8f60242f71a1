-- A picture is shown or hidden like any field of a profile (rule 9.3); by default to users of this server only (rule 14).
INSERT INTO "field_visibility" ("field", "members", "federated", "guests") VALUES ('avatar', true, false, false);
