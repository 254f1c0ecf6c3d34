# Two commands from a fresh clone: `make report` and `make test`. Each sets up what it needs.

PYTHON ?= python3
QUARTER ?=
ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
else
BIN := .venv/bin
endif
STRIP := $(BIN)/nbstripout --keep-id --extra-keys 'metadata.papermill cell.metadata.papermill metadata.language_info.version metadata.language_info.codemirror_mode metadata.language_info.file_extension metadata.language_info.mimetype metadata.language_info.nbconvert_exporter metadata.language_info.pygments_lexer'
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
COMPILE = -@$(BIN)/python -m compileall -qq -j 0 .venv/lib sigtepunkt

# Bytecode is written whatever the environment says: without it every start and every collection of tests takes
# several times as long.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: nightly pages report test test-unit bench lint lab docs lock sbom clean help

help:  ## show what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12

report: .venv/run  ## make the newest quarter's pages (QUARTER=2026Q1 for another)
	$(BIN)/sigtepunkt run $(QUARTER)

# Three at once also on two cores, and types beside them: tests wait for kernels and commands. After the tests it is told which
# lines and branches none of them ran (at least 93 per cent have to be), and types last. The count is read from its file: SlipCover's own
# --fail-under, in the first command, would lose what the processes of xdist counted.
test: .venv/dev  ## lint, type-check and run every test
	$(BIN)/ruff check .
	@$(BIN)/mypy > .venv/types.txt 2>&1 & mypy=$$!; \
	$(BIN)/python -m slipcover --dont-wrap-pytest --json --out .venv/coverage.json -m pytest -n 3 --dist loadgroup; tests=$$?; \
	$(BIN)/python -m slipcover --merge .venv/coverage.json --out .venv/coverage.json --fail-under 93; covered=$$?; \
	wait $$mypy; types=$$?; cat .venv/types.txt; exit $$((tests | covered | types))

test-unit: .venv/dev  ## only the tests of single modules: under a minute
	$(BIN)/python -m pytest -q -n 3 --dist loadgroup tests/unit

nightly: .venv/dev  ## the slow tests: 2,000 damaged files, a run and a fetch killed at 50 moments, a disk full at each writing, more tables attacked and solved exactly, two clones of the shipped quarter, every state worked out anew by other code, both locks installed by pip 23.2.1
	SIGTEPUNKT_FUZZ=2000 SIGTEPUNKT_KILLS=50 SIGTEPUNKT_NIGHTLY=1 $(BIN)/python -m pytest -n 2 --dist loadgroup tests/nightly tests/end_to_end/robustness tests/end_to_end/sources tests/end_to_end/notebooks tests/end_to_end/disclosure tests/unit/disclosure

pages: .venv/dev .venv/vnu.jar  ## hold every page against every rule: axe-core at two widths, light, dark and on paper; the W3C's HTML checker (needs Java and npm)
	SIGTEPUNKT_REQUIRE_BROWSER=1 SIGTEPUNKT_EVERY_PAGE=1 SIGTEPUNKT_HTML_CHECKER=.venv/vnu.jar $(BIN)/python -m pytest tests/browser/test_accessible_pages.py

.venv/vnu.jar: | .venv/dev
	cd .venv && npm pack --silent vnu-jar@26.9.27 && tar -xzf vnu-jar-26.9.27.tgz && rm vnu-jar-26.9.27.tgz && find package -name vnu.jar -exec mv {} vnu.jar ';' && rm -r package

# With nothing else running: an hour or more. Rounds, sizes and single benchmarks are in docs/performance.md.
bench: .venv/dev  ## measure: against the loop, against the limit, what changes cost, growth
	$(BIN)/python benchmarks/quarter.py
	$(BIN)/python benchmarks/limit.py
	$(BIN)/python benchmarks/changes.py
	$(BIN)/python benchmarks/paint.py
	$(BIN)/python benchmarks/growth.py notebooks
	$(BIN)/python benchmarks/growth.py many
	$(BIN)/python benchmarks/growth.py series
	$(BIN)/python benchmarks/growth.py vintages

lint: .venv/dev  ## lint and type-check only
	$(BIN)/ruff check .
	$(BIN)/mypy

# Outputs never reach git: the filter that .gitattributes names strips them, in this clone from now on. No news, no look for updates.
lab: .venv/dev  ## open JupyterLab: the notebooks, and what is declared beside them
	@git config filter.without-outputs.clean "$(STRIP)" || true
	$(BIN)/sigtepunkt process $(QUARTER)
	@mkdir -p .venv/share/jupyter/lab/settings
	@printf '%s' '{"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": false}}' > .venv/share/jupyter/lab/settings/overrides.json
	$(BIN)/jupyter lab --KernelProvisionerFactory.default_provisioner_name=sigtepunkt-forked --notebook-dir=.

# Exactly what is locked: --no-deps keeps pip from looking for newer releases of what an extra asks for (jsonschema[format-nongpl] matches
# no line of the lock), and `pip check` says whether anything is missing.
# Bytecode is made on every core, and whatever PYTHONDONTWRITEBYTECODE says; pip would make it on one. What a library ships
# that is no Python is passed over.
.venv/run: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "sigtepunkt needs Python 3.11 or newer: make PYTHON=python3.11 …")'
	$(PYTHON) -m venv .venv
	$(PIP) install --no-compile --no-deps --require-hashes -r requirements.lock
	$(PIP) install --no-build-isolation --no-deps --editable .
	$(PIP) check
	$(COMPILE)
	@touch $@

.venv/dev: .venv/run requirements-dev.lock
	$(PIP) install --no-compile --no-deps --require-hashes -r requirements-dev.lock
	$(PIP) check
	$(COMPILE)
	@touch $@

docs: .venv/run  ## write what every declared key means (docs/declarations.md, docs/schema), and which words are true (docs/wording.md)
	$(BIN)/python docs/declarations.py
	$(BIN)/python docs/wording.py

lock:  ## write the two lock files anew from pyproject.toml (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --group build pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --group build --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock

# Exit code 1 says that it found a vulnerability; the file is written all the same.
sbom:  ## write sbom.json, what is in requirements.lock, as CycloneDX (needs pip-audit and the network)
	pip-audit --requirement requirements.lock --require-hashes --disable-pip --format cyclonedx-json --output sbom.json

clean:  ## remove everything that is made
	rm -rf .venv data/processed reports .pytest_cache .mypy_cache .ruff_cache .hypothesis sbom.json
