#!/bin/sh
# Brings an organisation into the service: its zones, groups, people and personal rights, from the tables in a folder.
# Run it as often as you like: what is already as the tables say is left alone, and what they do not name is too.
#
#   FOYER_URL=http://localhost:3000 FOYER_KEY=foyer_… examples/provision.sh [folder]
set -eu
. "$(dirname "$0")/foyer.sh"

# rows FILE PROGRAM: runs an awk program over a table; its `cells` is true for each row.
rows() {
  awk -f "$here/table.awk" -f "$2" "$1" >"$work/wanted" || die "nothing was sent."
}

zones() {
  rows "$folder/zones.csv" "$here/provision/zones.awk"
  send "$work/wanted"
  count 'zones' "$folder/zones.csv"
}

# Names of groups with their IDs, in $work/groups.
find_groups() {
  list '/v1/groups?total=false'
  awk -F "$tab" '
    $1 ~ /\.id$/ { id = $2 }
    $1 ~ /\.kind$/ { kind = $2 }
    $1 ~ /\.name$/ { print (kind == "custom" ? $2 : kind) "\t" id }
  ' "$work/list" >"$work/groups"
}

groups() {
  find_groups
  rows "$folder/groups.csv" "$here/provision/new-groups.awk"
  send "$work/wanted"
  find_groups
  rows "$folder/groups.csv" "$here/provision/groups.awk"
  send "$work/wanted"
  count 'groups' "$folder/groups.csv"
}

people() {
  list '/v1/users?total=false'
  awk -F "$tab" -f "$here/provision/known-people.awk" "$work/list" >"$work/people"
  rows "$folder/people.csv" "$here/provision/people.awk"
  send "$work/wanted"
  count 'people' "$folder/people.csv"
}

personal_rights() {
  rows "$folder/personal-rights.csv" "$here/provision/personal-rights.awk"
  send "$work/wanted"
  count 'personal rights' "$folder/personal-rights.csv"
}

count() {
  printf '%5d %s\n' "$(grep -v -c -e '^#' -e '^$' "$2" | awk '{ print $1 - 1 }')" "$1"
}

folder=${1:-$(dirname "$0")/organisation}
[ -d "$folder" ] || die "there is no folder $folder."
begin
before=$(changes)
for table in zones groups people personal_rights; do
  file=$folder/$(printf %s "$table" | tr _ -).csv
  [ ! -f "$file" ] || "$table"
done
after=$(changes)
printf '%5d changes\n' "$((after - before))"
