# make run: the county bot with a sample county and a WeCom on this machine
# make test: the whole test suite      make story: a scripted week on the terminal
# make proof-setup: the first two from nothing, with every Python and the old and new pips
# make lint, bench, fuzz, proof-clock, kills, mutations, consent, picture, messages, lock: see below.
# Each sets up .venv by itself, from the lock files; what is ready is left alone.
BIN := .venv/bin
# The one that .venv was made with; otherwise python3. Naming another one makes .venv anew.
PYTHON ?= $(shell test -x $(BIN)/python && echo $(BIN)/python || echo python3)
# Browser tests and the story need no network but the package index.
PORT ?= 8090

.PHONY: run test story lint bench fuzz proof-clock kills mutations consent picture messages proof-setup lock clean for-running for-developing

for-running:
	@$(PYTHON) tools/environment.py run

for-developing:
	@$(PYTHON) tools/environment.py dev

run: for-running
	$(BIN)/liaison demo --port $(PORT)

test: for-developing
	$(BIN)/python -m pytest -n auto -q -rs

story: for-running
	$(BIN)/liaison demo --story tests/stories/qingfeng-week.toml

lint: for-developing
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy .
	$(BIN)/lint-imports

bench: for-developing
	$(BIN)/python -m bench

# Random tests with a seed of today, printed; `make test` has fixed ones. Again: make fuzz SEED=...
SEED ?= $(shell $(BIN)/python -c 'import secrets; print(secrets.randbelow(2**32))')
fuzz: for-developing
	@seed=$(SEED); echo "seed $$seed"; \
	  $(BIN)/python -m pytest -n auto -q -m hypothesis --hypothesis-profile fuzz --hypothesis-seed $$seed

# The whole suite next January, on a leap day, and with one more year of holidays; needs faketime.
proof-clock: for-developing
	$(BIN)/python -m tests.proof_clock

# Kill the bot at every commit of a story, before it and after it; `make test` does some of them.
kills: for-developing
	$(BIN)/python -m tests.crash.kills

# Change every number, unit, class and gate of the county files; at least 95 in 100 must be noticed.
# And every row of the state table: all must.
mutations: for-developing
	$(BIN)/python -m tests.mutations.run

# Every word of every step in every frame, in five counties; `make test` does a sample.
consent: for-developing
	$(BIN)/python -m tests.handlers.consent

# The picture in the README, taken of the running program.
picture: for-developing
	LIAISON_PICTURE=docs/page.png $(BIN)/python -m pytest -q tests/stories/test_county_page.py

# What the command line says in Chinese where click would say it in English; needs msgfmt.
MESSAGES := bot/locale/zh/LC_MESSAGES/messages
messages:
	msgfmt --check --no-hash -o $(MESSAGES).mo $(MESSAGES).po

# Of what is committed, in empty folders, with pip's cache off; about half an hour.
proof-setup:
	@$(PYTHON) tools/proof_setup.py

# Needs uv. Keeps the versions that are locked; to move them all, delete both files first.
# Extras stay written, the registry's address does not; the second holds what the first has not.
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-strip-extras --custom-compile-command "make lock"
lock:
	$(LOCK) pyproject.toml --group install --output-file requirements.lock
	$(LOCK) --group pyproject.toml:dev --constraints requirements.lock --output-file requirements-dev.lock \
	  $$(sed -nE 's/^([a-z0-9.-]+)(\[.*\])?==.*/--no-emit-package \1/p' requirements.lock)

clean:
	rm -rf .venv var
