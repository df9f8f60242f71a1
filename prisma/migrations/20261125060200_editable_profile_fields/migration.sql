-- What users may be allowed to change of their own profile (rule 2.12), by these names only.
ALTER TABLE "settings" ADD CONSTRAINT "settings_editable_profile_fields_check" CHECK ("editable_profile_fields" <@ ARRAY['displayName', 'avatar', 'phones', 'email', 'firstName', 'middleName', 'lastName', 'company', 'branch', 'department', 'jobTitle', 'manager', 'address', 'sipNumber']);
