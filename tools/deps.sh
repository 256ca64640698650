#!/bin/sh
# deps.sh - installs what Yanzhen needs on Debian 12, and nothing that is there already.
#
# usage: deps.sh          installs the missing packages (with sudo unless root) and npm modules
#        deps.sh list     prints the packages
#
# To add a dependency: put its package under the right word, with what it is for in
# meson.build or docs/decision/.
set -eu

build="build-essential pkg-config meson ninja-build python3 ca-certificates"
# Debian's own, unless another npm is there (it brings its own nodejs, which would conflict)
command -v npm >/dev/null || build="$build nodejs npm"
# linked: every dependency() of meson.build
link="libsqlite3-dev libglib2.0-dev libyaml-dev libexpat1-dev libzip-dev libssl-dev libsodium-dev
	liboath-dev libjansson-dev zlib1g-dev libpango1.0-dev libcairo2-dev libmicrohttpd-dev
	libopencc-dev libqrencode-dev libfreexl-dev libxlsxwriter-dev
	libcurl4-openssl-dev libical-dev"
# read at build time (pinyin), printed with (fonts)
data="unicode-data fonts-noto-cjk"
tests="libcmocka-dev postgresql poppler-utils chromium clang-14 hledger ledger"

# shellcheck disable=SC2086  # lists of words
if [ "${1:-}" = list ]; then
	printf '%s\n' $build $link $data $tests
	exit 0
fi

missing=
for package in $build $link $data $tests; do
	if ! dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed'; then
		missing="$missing $package"
	fi
done
if [ -n "$missing" ]; then
	echo "Installing:$missing"
	sudo=
	if [ "$(id -u)" != 0 ]; then
		sudo=sudo
	fi
	# shellcheck disable=SC2086
	$sudo env DEBIAN_FRONTEND=noninteractive sh -c \
		'apt-get -q update && apt-get -qy install --no-install-recommends "$@"' sh $missing
fi

cd "$(dirname "$0")/.."
if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
	npm ci --ignore-scripts --no-audit --no-fund
	touch node_modules/.package-lock.json
fi
