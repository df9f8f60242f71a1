# What the examples share: asking the service over HTTP with curl, and reading its JSON with awk. Sourced, not run.
# shellcheck shell=sh

LC_ALL=C
export LC_ALL
tab=$(printf '\t')
here=$(dirname "$0")

die() {
  printf '%s: %s\n' "$(basename "$0")" "$*" >&2
  exit 1
}

# Checks what the script needs, and makes $work: a folder that only this account can read, gone when the script ends.
begin() {
  : "${FOYER_URL:?says where the service is, such as http://localhost:3000}"
  : "${FOYER_KEY:?is an API key: the service prints the first one when it starts for the first time}"
  FOYER_URL=${FOYER_URL%/}
  for program in curl awk sed sort; do
    command -v "$program" >/dev/null || die "$program is needed and not installed."
  done
  work=${TMPDIR:-/tmp}/foyer-example.$$
  export FOYER_URL FOYER_KEY work
  (umask 077 && mkdir "$work") || die "cannot make the folder $work."
  trap 'rm -rf "$work"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  # In a file, since what stands on a command line can be read by everybody on the machine.
  printf 'header = "Authorization: Bearer %s"\nsilent\nshow-error\nmax-time = 60\n' "$FOYER_KEY" >"$work/curlrc"
}

# try METHOD PATH [BODY]: the answer is in $work/answer, its status in $status.
try() {
  set -- "$1" "$2" "${3-}"
  if [ -n "$3" ]; then
    printf '%s' "$3" >"$work/body"
    status=$(curl --config "$work/curlrc" --request "$1" --header 'Content-Type: application/json' \
      --data-binary "@$work/body" --output "$work/answer" --write-out '%{http_code}' "$FOYER_URL$2") ||
      die "no answer from $FOYER_URL. Does the service run there?"
  else
    status=$(curl --config "$work/curlrc" --request "$1" --output "$work/answer" --write-out '%{http_code}' \
      "$FOYER_URL$2") || die "no answer from $FOYER_URL. Does the service run there?"
  fi
}

# ask METHOD PATH [BODY]: like try, and ends the script with what the service says when it refuses.
ask() {
  try "$@"
  case $status in
  2*) ;;
  *) die "$1 ${2%%\?*} was refused with $status: $(problem "$work/answer")" ;;
  esac
}

# The sentence of a problem document (RFC 9457).
problem() {
  flatten "$1" | sed -n "s/^detail$tab//p"
}

# Turns JSON into lines of a path and a value: {"items":[{"login":"anna"}]} becomes "items.0.login<TAB>anna".
flatten() {
  awk -f "$here/json.awk" "$1"
}

# list PATH?QUERY: every page of a list, flattened, one page after the other in $work/list.
list() {
  : >"$work/list"
  cursor=
  while :; do
    ask GET "$1&limit=500${cursor:+&cursor=$cursor}"
    flatten "$work/answer" >"$work/page"
    cat "$work/page" >>"$work/list"
    cursor=$(sed -n "s/^nextCursor$tab//p" "$work/page")
    [ -n "$cursor" ] || break
  done
}

# send FILE: many requests over a few connections. A line is METHOD<TAB>PATH<TAB>BODY.
send() {
  [ -s "$1" ] || return 0
  mkdir -p "$work/answers"
  awk -f "$here/requests.awk" "$1" >"$work/requests"
  curl --no-progress-meter --parallel --parallel-max 8 --config "$work/requests" >"$work/statuses" ||
    die "the connection to $FOYER_URL broke. Run this again: what was done stays done."
  awk -F "$tab" '$1 !~ /^2/' "$work/statuses" | sort -n -k 2 >"$work/refused"
  [ -s "$work/refused" ] || return 0
  head -n 5 "$work/refused" | while IFS=$tab read -r code number; do
    request=$(sed -n "${number}p" "$1" | cut -f 1,2 | tr '\t' ' ')
    printf '  %s: %s %s\n' "$request" "$code" "$(problem "$work/answers/$number")" >&2
  done
  die "$(wc -l <"$work/refused" | tr -d ' ') of $(wc -l <"$1" | tr -d ' ') requests were refused, the first of them above."
}

# How many changes the audit log holds.
changes() {
  ask GET '/v1/audit?total=true&limit=1'
  flatten "$work/answer" | sed -n "s/^total$tab//p"
}
