#!/usr/bin/env bash
# Installs the programs that some tests drive and npm does not bring: Chromium (pages as people see them), and Keycloak
# with the Java that runs it (an identity provider that is none of ours). Needs root and apt (Debian or Ubuntu), and
# Maven's client for Keycloak. Tests whose program is missing say so and are skipped; .ci/run refuses skips.
set -euo pipefail

# Where test/support/keycloak.ts looks for it; in one place for every checkout.
labs="${FOYER_LABS:-$HOME/.cache/foyer-labs}"
keycloak_version=26.0.8
keycloak="$labs/keycloak-$keycloak_version"

packages=()
command -v chromium >/dev/null || packages+=(chromium)
command -v java >/dev/null || packages+=(default-jre-headless)
if [ ! -d "$keycloak" ]; then
  command -v mvn >/dev/null || packages+=(maven)
  command -v unzip >/dev/null || packages+=(unzip)
fi

install_packages() {
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "labs: install as root with your package manager: ${packages[*]}" >&2
    exit 1
  fi
  for attempt in 1 2 3; do
    echo "labs: installing ${packages[*]} (attempt $attempt of 3)"
    if apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null; then
      echo "labs: installed ${packages[*]}"
      return 0
    fi
    sleep $((attempt * 5))
  done
  echo 'labs: the installation failed three times' >&2
  exit 1
}

# By its name at Maven's central repository, through whatever mirror Maven is set up with.
install_keycloak() {
  local copy=org.apache.maven.plugins:maven-dependency-plugin:3.6.0:copy
  local artifact="org.keycloak:keycloak-quarkus-dist:$keycloak_version:zip"
  local work
  mkdir -p "$labs"
  work="$(mktemp -d "$labs/installing-XXXXXX")"
  for attempt in 1 2 3; do
    echo "labs: installing Keycloak $keycloak_version (attempt $attempt of 3)"
    if (cd "$work" && mvn --batch-mode --quiet "$copy" -Dartifact="$artifact" -DoutputDirectory="$work"); then
      unzip -q "$work/keycloak-quarkus-dist-$keycloak_version.zip" -d "$work"
      # Built once for what the tests run it with, which spares each of them a quarter of a minute.
      "$work/keycloak-$keycloak_version/bin/kc.sh" build --db=dev-mem >/dev/null
      # Whole or not at all, also when two checkouts install it at once.
      mv -T "$work/keycloak-$keycloak_version" "$keycloak" || [ -d "$keycloak" ]
      rm -rf "$work"
      echo "labs: installed Keycloak $keycloak_version"
      return 0
    fi
    sleep $((attempt * 5))
  done
  rm -rf "$work"
  echo 'labs: the installation of Keycloak failed three times' >&2
  exit 1
}

[ ${#packages[@]} -eq 0 ] || install_packages
[ -d "$keycloak" ] || install_keycloak
echo 'labs: everything is installed'
