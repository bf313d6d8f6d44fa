# the first Python that is new enough; only asked where an environment is made
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(firstword $(foreach one,python3 python3.13 python3.12 python3.11,$(shell $(one) -c '$(NEW_ENOUGH)' 2>/dev/null && echo $(one))))
BIN := .venv/bin
.DEFAULT_GOAL := help
.PHONY: help install run test soak fuzz check audit bench browser lock

help: ## what you can do here
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

install: .venv/installed ## the environment in .venv, from the lock file

.venv/installed: requirements-dev.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "Relance needs Python 3.11 or newer; install it, or name yours: make install PYTHON=/path/to/python" >&2; exit 1; }
	@$(PYTHON) -c '$(NEW_ENOUGH)' || { echo "Relance needs Python 3.11 or newer, and $(PYTHON) is not" >&2; exit 1; }
	@echo "Setting up .venv, once; about a minute" >&2
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch .venv/installed

run: install ## the bot; without Slack's tokens, with a local Slack to play in
	@$(BIN)/relance run

test: install ## every test; the browser's where a Chromium is found
	@$(BIN)/python -m tests.chromium
	$(BIN)/python -m pytest -q -n 2

soak: install ## the seeded simulator: planted bugs, then SEEDS seeds (20000) from FROM on; WHAT=kills (SECONDS=3600), catching (ORDERS=2000), poison (ORDERS=2000), backups (COUNT=200) or rolling (RESTARTS=50): real processes
ifdef WHAT
	$(BIN)/python -m tests.processes.soak $(WHAT) --seconds $(or $(SECONDS),3600) --seed $(or $(SEED),1) --orders $(or $(ORDERS),2000) --restarts $(or $(RESTARTS),50) --count $(or $(COUNT),200)
else
	$(BIN)/python -m tests.faults.soak --seeds $(or $(SEEDS),20000) --from $(or $(FROM),0)
endif

fuzz: install ## a hundred thousand payloads, others each time (ROUNDS of 5,000: 20)
	FUZZ_ROUNDS=$(or $(ROUNDS),20) $(BIN)/python -m pytest -q -n 2 tests/fuzz

check: install ## style, types, layers, texts
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/relance check

audit: install ## what is installed is what is locked, by hash, under known licences; needs no network
	@$(BIN)/python -m tests.audit

bench: install ## what the design promises of speed, measured; NAMES=guidance for one subject, QUICK=--quick
	@$(BIN)/python -m benchmarks $(NAMES) $(QUICK)

browser: ## a Chromium for the browser tests (Debian, Ubuntu)
	@command -v apt-get >/dev/null || { echo "install Chromium with your system's packages, or set CHROMIUM to its path"; exit 1; }
	@if [ "$$(id -u)" = 0 ]; then apt-get update -q && apt-get install -y -q chromium; else sudo apt-get update -q && sudo apt-get install -y -q chromium; fi

lock: ## pins every dependency anew, with hashes (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate --no-strip-extras pyproject.toml --upgrade -o requirements.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate --no-strip-extras pyproject.toml --group dev -c requirements.txt --upgrade -o requirements-dev.txt
