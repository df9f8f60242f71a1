#!/usr/bin/env bash
# Installs the programs that some tests drive and npm does not bring: Chromium (the API's documentation in a browser).
# Needs root and apt (Debian or Ubuntu). Tests whose program is missing say so and are skipped; .ci/run refuses skips.
set -euo pipefail

packages=()
command -v chromium >/dev/null || packages+=(chromium)

if [ ${#packages[@]} -eq 0 ]; then
  echo 'labs: everything is installed'
  exit 0
fi
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
  echo "labs: install as root with your package manager: ${packages[*]}" >&2
  exit 1
fi

for attempt in 1 2 3; do
  echo "labs: installing ${packages[*]} (attempt $attempt of 3)"
  if apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null; then
    echo "labs: installed ${packages[*]}"
    exit 0
  fi
  sleep $((attempt * 5))
done
echo 'labs: the installation failed three times' >&2
exit 1
