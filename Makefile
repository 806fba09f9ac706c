# The only commands to remember. The virtual environment is made when it is missing, or when the locked versions change.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.installed

# Some machines forbid Python to keep what it compiles; each of our many processes would then compile the whole program.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run demo test check e2e browser bench faults
.DEFAULT_GOAL := run

run: $(READY)      ## start everything with the example cases, and stay up
	$(BIN)/rongcuo run

demo: $(READY)     ## play the example cases to their end on fresh data; PACK=nujiang|baotou|yunnan|zhoushan|nanjing-sasac
	$(BIN)/rongcuo demo $(if $(PACK),--pack $(PACK))

test: $(READY)     ## all tests, in two processes, each on a PostgreSQL and a Temporal of its own
	$(BIN)/pytest -n 2 --dist loadfile

e2e: $(READY)      ## the same in a browser, by everybody who has a part in a case; SCREENS=1 takes the pictures of docs/screens
	SCREENS="$(SCREENS)" $(BIN)/pytest tests/e2e $(ARGS)

browser:           ## Debian's chromium for make e2e, and a font that has Chinese; asks for root where it is not
	deploy/install_browser.sh

check: $(READY)    ## style, types, and who may import whom
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy .
	$(BIN)/lint-imports

bench: $(READY)    ## ratios against the raw engine, the raw database and a peer; ONLY=storm measures some of them
	ONLY="$(ONLY)" $(BIN)/python bench/run.py

faults: $(READY)   ## each fault three times under load, then every invariant; ONLY=disk TIMES=1 tries a few, once
	ONLY="$(ONLY)" TIMES="$(or $(TIMES),3)" $(BIN)/python -m tests.faults.run

# Whatever is installed stands in the lock with its hash, the build backend too. To bring the lock up to date:
#   printf 'hatchling\neditables\n' | uv pip compile --universal --python-version 3.11 --generate-hashes \
#     --no-header --no-annotate --extra dev --extra e2e --extra sign --extra bench-peers pyproject.toml - -o requirements.lock --upgrade
$(READY): requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@
