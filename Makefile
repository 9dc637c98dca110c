# `make demo` shows apply-bot at work on local boards; `make test` runs every check. Both prepare .venv first.

# The first Python that is new enough; `make PYTHON=/path/to/python3.11 demo` names another.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo $$p; break; }; done)
BIN = .venv/bin

.PHONY: demo test check setup setup-dev python docs clean

demo: setup
	@$(BIN)/apply-bot demo

# Two processes, a file at a time: what a file's tests share is made once.
test: check
	$(BIN)/pytest -n 2 --dist loadfile

check: setup-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

# What is generated from the code and kept in docs/.
docs: setup-dev
	$(BIN)/python scripts/artifacts_schema.py

setup: python
	@$(PYTHON) scripts/setup.py

setup-dev: python
	@$(PYTHON) scripts/setup.py --dev

python:
	@test -n "$(PYTHON)" || { echo "apply-bot needs Python 3.11 or newer; none was found on PATH: install it (Debian: apt-get install python3.11) and run this again" >&2; exit 1; }

clean:
	rm -rf .venv test-results apply-bot-demo .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
