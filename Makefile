# A front for meson and ninja.  `make run` and `make test` need nothing but Debian 12.

SITE = demo-site
LISTEN = 127.0.0.1:8080
JOBS = $(shell nproc)

.PHONY: figures run build build-san deps check test san lint bench clean

# Installs what is missing, builds, makes the demo site once, serves it.
run: deps build
	test -e $(SITE)/site.db || build/yanzhen demo $(SITE)
	build/yanzhen serve $(SITE) --listen $(LISTEN)

deps:
	tools/deps.sh

build:
	test -e build/build.ninja || meson setup build
	ninja -C build -j $(JOBS)

# The fast tests: a minute.
check: build
	tests/run.sh build unit golden

# Every test that continuous integration runs, the sanitizers' and the static analyser's too.
# The last line is "N passed, N failed".
test: deps build build-san
	SAN=build-san tests/run.sh build

# The tests under the address and undefined-behaviour sanitizers.
san: deps build-san
	ARENA_HARD=1 tests/run.sh build-san unit http

build-san:
	test -e build-san/build.ninja || meson setup build-san -Db_sanitize=address,undefined \
		-Db_lundef=false -Doptimization=1
	ninja -C build-san -j $(JOBS)

# The page of all figures, from their definitions.
figures: build
	build/yanzhen explain figures > docs/manual/figures.md

lint:
	python3 tools/lint.py

bench: build
	bench/run.sh build

clean:
	rm -rf build build-san
