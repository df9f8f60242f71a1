-- Profiles with something in them that a spreadsheet might run (rule 2.7): found when they are written, so that an export
-- of a million needs to look at these alone. With a line end between all cells, in this order: what begins a formula,
-- whatever is overlooked before it; a plus sign with nothing like a telephone number behind it, or with more than such a
-- number, or with something else than spaces before it; a cell that begins with a tab or a line end. More may be found than
-- is dangerous, and nothing less: src/exports/formula-guard.ts looks closely.
CREATE FUNCTION "may_run_in_spreadsheet"("phones" text[], VARIADIC "cells" text[]) RETURNS boolean
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN array_to_string("cells" || "phones", E'\n') ~ (
    '(^|[,;\t\n\r])[ \u0001-\u001f\u007f-\u00a0\u00ad\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u2064\u3000\ufeff"''´‘’“”„«»‹›＂＇]*[=@\-＝＋＠－﹦﹢﹫﹣−]'
    || '|(^|[,;\t\n\r])[ ]*\+([^0-9( ]|[ ][^0-9(]|[ ]?$)'
    || '|(^|[,;\t\n\r])[ ]*\+[ ]?[0-9(][0-9 ()./\-]*[^0-9 ()./\-,;\t\n\r]'
    || '|(^|[,;\t\n\r])[ ]*[\u0001-\u001f\u007f-\u00a0\u00ad\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u2064\u3000\ufeff"''´‘’“”„«»‹›＂＇][ \u0001-\u001f\u007f-\u00a0\u00ad\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u2064\u3000\ufeff"''´‘’“”„«»‹›＂＇]*\+'
    || '|(^|\n)[\t\n\r]'
  );

CREATE INDEX "users_may_run_in_spreadsheet_idx" ON "users" ("id") WHERE may_run_in_spreadsheet(
  "mobile_phones" || "work_phones" || "home_phones" || "other_phones",
  "login", "display_name", "first_name", "middle_name", "last_name", "email", "company", "branch", "department",
  "job_title", "manager", "address", "sip_number");
