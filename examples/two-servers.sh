#!/bin/sh
# Two servers: the company's corp_server.com, whose Sales, Operators and Technical Support work with people from
# outside, and guest_server.com, where those people have their accounts. Shows what either side may do on the first.
# Like provision.sh it can be run again and again.
#
#   FOYER_URL=http://localhost:3000 FOYER_KEY=foyer_… examples/two-servers.sh
#
# The service must be called corp_server.com: start it with FOYER_SERVER_NAME=corp_server.com.
set -eu
. "$(dirname "$0")/foyer.sh"
. "$(dirname "$0")/report.sh"

# A user of another server is a federated one, known or not: that tells what this server is called.
require_server_name() {
  ask GET "/v1/effective-rights?subject=wolf@$1"
  kind=$(flatten "$work/answer" | sed -n "s/^subject\.kind$tab//p")
  [ "$kind" != federated ] || die "this service is not $1: start it with FOYER_SERVER_NAME=$1."
}

# Shows that a request is refused, and why.
refused() {
  try "$@"
  case $status in
  422) printf '  %s: %s\n' "$status" "$(problem "$work/answer")" ;;
  *) die "$1 $2 should have been refused with 422, and was answered with $status." ;;
  esac
}

begin
require_server_name corp_server.com
echo 'Sales, Operators and Technical Support on corp_server.com:'
"$here/provision.sh" "$here/two-servers"
echo
echo 'James Wolf is in Sales. Albert Moore has his account on guest_server.com; somebody else comes by a guest link.'
echo
read_rights
explain "$here/two-servers/questions.csv"
echo
echo 'People of other servers cannot be given surveys here, whoever asks for it:'
refused PATCH /v1/groups/federated/rights '{"rights":{"surveys":true}}'
