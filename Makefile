# The book's verbs. `make book` and `make test` do all the set-up themselves.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
EDITION ?= 2025
LANGUAGES ?= de en
PORT ?= 8000
# tests of one file stay in one process: a notebook's cells need each other
WORKERS ?= --numprocesses auto --dist loadfile

.PHONY: help book test test-browser serve lab data links checks messages workflows lock setup clean

help:  ## what there is to make
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

book: $(READY)  ## run every chapter in every language, build the site in _build/site
	$(BIN)/python scripts/build_book.py --edition $(EDITION) --languages $(LANGUAGES)

test: $(READY)  ## ruff, pytest, nbval
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m pytest $(WORKERS)
	$(BIN)/python -m pytest $(WORKERS) --nbval-lax chapters/

test-browser: $(READY)  ## try the built site in a real browser (Debian's chromium)
	$(BIN)/python -m pytest tests/browser

serve: $(READY)  ## look at the book on http://127.0.0.1:8000
	$(BIN)/python -m http.server $(PORT) --bind 127.0.0.1 --directory _build/site

lab: $(READY)  ## open the chapters in JupyterLab
	$(BIN)/jupyter lab chapters

data: $(READY)  ## make data FILE=daily.csv.gz EDITION=2026 [AS_OF=…]: rows -> weekly table
	@test "$(origin EDITION)" != file || { echo 'make data: say which edition, EDITION=2026' >&2; exit 2; }
	$(BIN)/python scripts/update_data.py --file "$(FILE)" --edition "$(EDITION)" $(if $(AS_OF),--as-of "$(AS_OF)")

links: $(READY)  ## check every link, anchor and download of the built site
	$(BIN)/python scripts/check_links.py _build/site

checks: $(READY)  ## run the chapters and store the numbers that nbval compares with
	$(BIN)/python scripts/update_checks.py

messages: $(READY)  ## bring the German catalogue up to the strings in the code
	$(BIN)/python scripts/update_messages.py

workflows: $(READY)  ## check .github/workflows with zizmor
	$(BIN)/zizmor --offline --quiet .github/workflows

lock: $(READY)  ## write requirements.lock anew from requirements.txt
	$(BIN)/uv pip compile requirements.txt --output-file requirements.lock --universal \
	  --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	  --custom-compile-command "make lock" --quiet

setup: $(READY)  ## make .venv and install the locked versions

$(READY): requirements.lock pyproject.toml
	@scripts/setup.sh "$(PYTHON)" "$(VENV)"
	@touch $@

clean:  ## remove the built book and the virtual environment
	rm -rf _build $(VENV)
