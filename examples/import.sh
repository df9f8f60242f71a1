#!/bin/sh
# Imports people from a CSV file, and shows how far it is. Without a file it makes one, of as many people as you like.
# Run it again and nobody is created twice: who is there is compared with their row.
#
#   FOYER_URL=http://localhost:3000 FOYER_KEY=foyer_… examples/import.sh [number of people | file.csv]
set -eu
. "$(dirname "$0")/foyer.sh"

# A file of that many people, with some letters beyond ASCII and a cell with two telephone numbers.
make_file() {
  awk -v people="$1" -f "$here/import/people.awk" >"$work/people.csv"
  file=$work/people.csv
}

# The whole file in one request: the answer comes when it is read, with the job that goes on with it.
send_file() {
  status=$(curl --config "$work/curlrc" --max-time 600 --header 'Content-Type: text/csv' --data-binary "@$1" \
    --output "$work/answer" --write-out '%{http_code}' "$FOYER_URL/v1/imports/users") ||
    die "the connection to $FOYER_URL broke while the file was on its way. Nothing was imported."
  [ "$status" = 202 ] || die "the file was refused with $status: $(problem "$work/answer")"
  job=$(flatten "$work/answer" | sed -n "s/^id$tab//p")
}

# member TEXT NAME: a text or number of a JSON object in one line, as the service writes it.
member() {
  value=${1#*\""$2"\":}
  value=${value#\"}
  value=${value%%[\",\}]*}
}

# Reads the job's events and draws each; ends with the stream, and leaves the last state in $work/state.
draw_events() {
  shown=
  while IFS= read -r line; do
    case $line in
    'data: '*) draw "$line" ;;
    esac
  done
}

full='########################################'
none='........................................'

draw() {
  member "$1" state && printf '%s\n' "$value" >"$work/state"
  member "$1" phase && phase=$value
  member "$1" done && finished=$value
  member "$1" total && total=$value
  if ! [ -t 1 ]; then
    # Nobody looks at a bar in a file: a line for each phase is enough.
    [ "$phase" = "$shown" ] || printf '%s\n' "$phase"
    shown=$phase
    return
  fi
  case $total in
  null) total='?' filled=0 ;;
  0) filled=0 ;;
  *) filled=$((finished * 40 / total)) ;;
  esac
  rest=$((40 - filled))
  printf "\r%-9s [%.${filled}s%.${rest}s] %7d of %-7s" "$phase" "$full" "$none" "$finished" "$total"
}

# A stream that ends before the job does has lost its instance: another one, or the same later, goes on.
follow_job() {
  printf 'queued\n' >"$work/state"
  while :; do
    curl --config "$work/curlrc" --max-time 3600 --no-buffer "$FOYER_URL/v1/jobs/$job/events" 2>/dev/null | draw_events
    case $(cat "$work/state") in
    succeeded | failed | cancelled) break ;;
    esac
    sleep 1
  done
  if [ -t 1 ]; then echo; fi
}

report_job() {
  ask GET "/v1/jobs/$job"
  flatten "$work/answer" >"$work/job"
  awk -F "$tab" '
    { value[$1] = $2 }
    END {
      done = value["result.applied"] == "nothing" ? "%d to create, %d to update" : "%d created, %d updated"
      printf done ", %d unchanged, %d refused. ", value["result.create"], value["result.update"],
        value["result.unchanged"], value["result.refused"]
      print value["detail"]
      for (at = 0; at < 5 && ("problems." at ".row") in value; at++) {
        print "  row " value["problems." at ".row"] ": " value["problems." at ".field"] ": " value["problems." at ".detail"]
      }
    }' "$work/job"
  [ "$(cat "$work/state")" = succeeded ] || die 'the import did not succeed.'
}

begin
case ${1:-100000} in
*[!0-9]*)
  file=$1
  [ -f "$file" ] || die "there is no file $file."
  ;;
*) make_file "${1:-100000}" ;;
esac
started=$(date +%s)
printf 'sending %s kB\n' "$(($(wc -c <"$file") / 1024))"
send_file "$file"
follow_job
report_job
printf 'in %d s, with the file on its way\n' "$(($(date +%s) - started))"
