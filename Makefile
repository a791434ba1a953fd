# make run: the county bot with a sample county and a WeCom on this machine
# make test: the whole test suite      make story: a scripted week on the terminal
# make lint, make bench, make kills, make mutations, make picture, make lock: see below.
# Each sets up .venv by itself.
PYTHON ?= python3
BIN := .venv/bin
# Browser tests and the story need no network but the package index.
PORT ?= 8090

.PHONY: run test story lint bench kills mutations picture lock clean

.venv: .venv/ready
.venv/ready: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed; say make PYTHON=python3.11")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

run: .venv
	$(BIN)/liaison demo --port $(PORT)

test: .venv
	$(BIN)/python -m pytest -n auto -q

story: .venv
	$(BIN)/liaison demo --story tests/stories/qingfeng-week.toml

lint: .venv
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy .
	$(BIN)/lint-imports

bench: .venv
	$(BIN)/python -m bench

# Kill the bot at every commit of a story, before it and after it; `make test` does some of them.
kills: .venv
	$(BIN)/python -m tests.crash.kills

# Change every number, unit, class and gate of the county files; at least 95 in 100 must be noticed.
mutations: .venv
	$(BIN)/python -m tests.mutations.run

# The picture in the README, taken of the running program.
picture: .venv
	LIAISON_PICTURE=docs/page.png $(BIN)/python -m pytest -q tests/stories/test_county_page.py

# Needs uv; the registry's address is not written into the file.
lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --group dev pyproject.toml --output-file requirements.lock --custom-compile-command "make lock"

clean:
	rm -rf .venv var
