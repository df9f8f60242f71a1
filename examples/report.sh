# Asking for rights with reasons, and printing the answers as tables. Sourced after foyer.sh, not run.
# shellcheck shell=sh disable=SC2154

# The fifteen names, in the order of the catalogue.
read_rights() {
  ask GET /v1/rights
  flatten "$work/answer" | sed -n "s/^items\.[0-9]*\.name$tab//p" >"$work/rights"
}

# explain QUESTIONS: what each person of the table may do, and why they may do, or not, what is asked.
explain() {
  awk -f "$here/table.awk" -f "$here/report/questions.awk" "$1" >"$work/wanted" || die "nothing was asked."
  ask POST /v1/effective-rights/batch "$(cat "$work/wanted")"
  flatten "$work/answer" >"$work/answered"
  awk -F "$tab" -f "$here/report/columns.awk" -f "$here/report/matrix.awk" "$work/rights" "$work/asked" "$work/answered"
  echo
  awk -F "$tab" -f "$here/report/columns.awk" -f "$here/report/reasons.awk" "$work/asked" "$work/answered"
}
