# Two commands: `make run` serves the site, `make test` checks everything.
PYTHON ?= python3
BIN := .venv/bin
UV := $(BIN)/uv pip install --quiet --require-hashes

.PHONY: run demo test setup lint bench browser evidence messages screenshots audit lock

run: setup
	$(BIN)/hees serve

demo: setup
	$(BIN)/hees demo

setup: .venv/.ready

.venv/.ready: requirements-setup.txt requirements.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "HEES needs Python 3.11 or newer; name one with: make PYTHON=/path/to/python3")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-setup.txt
	$(UV) -r requirements.txt
	$(BIN)/uv pip install --quiet --no-deps --no-build-isolation -e .
	touch $@

.venv/.ready-dev: .venv/.ready requirements-dev.txt
	$(UV) -r requirements-dev.txt
	touch $@

# Browser tests need Chromium and a font with Japanese; without them they are skipped, loudly.
browser:
	@command -v chromium >/dev/null || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null \
		&& apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-noto-cjk >/dev/null; } \
		|| echo "No Chromium: the browser tests will be skipped. Install the package chromium to run them."

lint: .venv/.ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/ty check hees pages streamlit_app.py
	$(BIN)/lint-imports
	$(BIN)/hees check

test: lint audit browser
	$(BIN)/pytest

# Known vulnerabilities of what is pinned. Without a network it says that it could not look, and passes.
audit: .venv/.ready
	$(BIN)/python docs/audit.py

# Measure everything (about half an hour) and write docs/performance.md; `python -m bench.run save load` measures some.
bench: .venv/.ready-dev browser
	$(BIN)/python -m bench.run

# Run the tests behind each promise and write docs/evidence.md.
evidence: .venv/.ready-dev browser
	$(BIN)/python docs/evidence.py

# Write docs/messages.md.
messages: .venv/.ready-dev
	$(BIN)/python docs/messages.py

screenshots: .venv/.ready-dev browser
	PYTHONPATH=. $(BIN)/python docs/screenshots.py

# Pin what pyproject.toml asks for: versions and hashes, no addresses.
lock: .venv/.ready
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url -o requirements.txt pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --extra dev -c requirements.txt -o requirements-dev.txt pyproject.toml
	printf 'uv\nhatchling\neditables\n' | $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url -o requirements-setup.txt -
