#!/bin/sh
# Prints who may do what from where: for everybody as numbers, and for the cases of a table in words.
# It only asks.
#
#   FOYER_URL=http://localhost:3000 FOYER_KEY=foyer_… examples/who-may-what.sh [questions.csv]
set -eu
. "$(dirname "$0")/foyer.sh"
. "$(dirname "$0")/report.sh"

# One batch for every 500 people: each of them from both zones.
count_rights() {
  list '/v1/users?total=false'
  sed -n "s/^items\.[0-9]*\.login$tab//p" "$work/list" >"$work/logins"
  awk -f "$here/table.awk" -f "$here/report/batches.awk" "$work/logins" >"$work/wanted"
  send "$work/wanted"
  : >"$work/answered"
  number=0
  while [ "$number" -lt "$(wc -l <"$work/wanted")" ]; do
    number=$((number + 1))
    flatten "$work/answers/$number" >>"$work/answered"
  done
  awk -F "$tab" -f "$here/report/counts.awk" "$work/answered"
}

questions=${1:-$(dirname "$0")/organisation/questions.csv}
[ -f "$questions" ] || die "there is no file $questions."
begin
read_rights
count_rights
echo
explain "$questions"
