# make run    the dashboard on http://localhost:8501, with the demo company when there is no data yet
# make test   lint, types and every test
# make fuzz   the property tests with other random examples, EXAMPLES times as many
# make bench  import and evaluation against plain DuckDB and pandas; SIZES="100000 1000000" chooses

BIN := .venv/bin
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)

# Hundreds of processes of ours are started by the tests: each would compile all modules anew.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: run test fuzz lint format bench browser postgres lock clean

run: .venv/.runtime
	$(BIN)/python -m ordertrack demo --if-empty
	$(BIN)/streamlit run app.py

# Two processes share the tests, a file at a time: what they call starts no threads beside them.
ALONE := POLARS_MAX_THREADS=1 RAYON_NUM_THREADS=1 TOKIO_WORKER_THREADS=1
test: lint browser postgres
	$(ALONE) $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

# Other random examples at each run, EXAMPLES times as many as `make test` tries.
EXAMPLES ?= 20
fuzz: .venv/.dev
	EXAMPLES=$(EXAMPLES) $(BIN)/python -m pytest -n 2 -q $$(grep -rl --include='test_*.py' hypothesis tests)

lint: .venv/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/ty check

format: .venv/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/.dev
	$(BIN)/python -m bench

clean:
	rm -rf .venv .pytest_cache .ruff_cache .hypothesis bench/results

# The stamps make the second run quick: pip is asked again only when the requirements change.
# What is installed has the checksum that was written down, of every file of every platform.
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes

.venv/.runtime: requirements.lock | $(BIN)/python
	@echo "Installing what the dashboard needs into .venv (once, one to three minutes)"
	@$(INSTALL) -r requirements.lock
	@touch $@

.venv/.dev: requirements-dev.lock requirements.lock | $(BIN)/python
	@echo "Installing what the tests need into .venv (once, a few minutes)"
	@$(INSTALL) -r requirements-dev.lock
	@touch $@ .venv/.runtime

# Debian and Ubuntu ship Python without ensurepip: root gets the missing package, others are told its name.
$(BIN)/python:
	@test -n "$(PYTHON)" || { \
		echo "ordertrack needs Python 3.11 or newer. On Debian or Ubuntu: sudo apt-get install python3 python3-venv" >&2; \
		exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		package=$$($(PYTHON) -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'); \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $$package; \
		else \
			echo "This Python cannot make virtual environments. Please run: sudo apt-get install $$package" >&2; \
			exit 1; \
		fi; }
	$(PYTHON) -m venv .venv

# Run it after a change of requirements.txt or requirements-dev.txt. uv asks the registry for the checksums.
UV := .venv/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate
lock: | $(BIN)/python
	@$(BIN)/python -m venv .venv/lock
	@.venv/lock/bin/python -m pip install --quiet --disable-pip-version-check uv
	@$(UV) requirements.txt --output-file requirements.lock
	@$(UV) requirements-dev.txt --output-file requirements-dev.lock

# A Chromium for the browser tests: the one that is there, else Debian's, else Playwright's own.
browser: .venv/.dev
	@for name in chromium chromium-browser google-chrome google-chrome-stable; do \
		$$name --version >/dev/null 2>&1 && exit 0; done; \
	if [ "$$(id -u)" = 0 ] && grep -qs '^ID=debian' /etc/os-release; then \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
			--no-install-recommends chromium fonts-noto-cjk; \
	elif [ "$$(id -u)" = 0 ]; then $(BIN)/playwright install --with-deps chromium; \
	else $(BIN)/playwright install chromium; fi

# A PostgreSQL for the tests of the record store: the one that is there, else Debian's. They start it themselves.
postgres:
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || { \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
				--no-install-recommends postgresql || true; \
		else echo "Without PostgreSQL its tests are skipped: sudo apt-get install postgresql" >&2; fi; }
