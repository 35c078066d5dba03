# All that a developer runs. Every target sets up what it needs in .venv beside this file.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
MODELS := .venv-models
ARTICLES ?=
KEEP ?=
TIMES := .pytest_cache/times.xml
FORMER ?=
PART ?= 1
GOLD ?=
BASELINE ?= 925d79d

.PHONY: help learning-curve simulate simulate-queue demo sample test test-failed test-times test-all test-models test-postgres faults lint pages gestures bench bench-sync quality score-sealed weights little-gold little-gold-train lock clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# Pinned and hash-checked; the stamp is renewed when the pins or the package's own description change.
# seqeval has no wheel, and its setup.py finds what it needs only in an isolated build (--use-pep517).
$(VENV)/installed: requirements/dev.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is %d.%d" % sys.version_info[:2] if sys.version_info < (3, 11) else 0)'
	@echo "Installing what is needed into $(VENV): a few minutes, once."
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --use-pep517 --require-hashes --no-deps -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

demo: $(VENV)/installed ## the whole loop on sample articles (KEEP=1 leaves Label Studio running; ARTICLES=folder uses yours)
	$(BIN)/annotate demo $(if $(KEEP),--keep) $(if $(ARTICLES),--articles '$(ARTICLES)')

sample: $(VENV)/installed ## make the committed release of the demo, exports/sample-1.0.0, again
	set -e; work=$$(mktemp -d); trap 'rm -rf "$$work"' EXIT; \
	ANNOTATE_STATE_DIR="$$work/state" $(BIN)/annotate demo --folder "$$work/demo" --seconds 1; \
	rm -rf exports/sample-1.0.0; cp -R "$$work/demo/exports/sample-1.0.0" exports/

test: $(VENV)/installed ## all tests but the slow ones, a real Label Studio among them
	$(BIN)/python -m pytest -m 'not slow' --junit-xml=$(TIMES)

test-failed: $(VENV)/installed ## only the tests that failed in the last run
	$(BIN)/python -m pytest -m 'not slow' --last-failed --last-failed-no-failures none

test-times: ## how long the last make test took, by folder (FORMER=a file kept of a run before, to compare)
	$(BIN)/python -m tests.times $(TIMES) $(FORMER)

test-all: $(VENV)/installed ## the slow ones too, and all examples of property tests
	$(BIN)/python -m pytest --hypothesis-profile=all

# An environment of its own: torch is large, and nothing else needs it. torch itself has no hash, since its builds
# differ by platform; it comes after its own needs, which have.
$(MODELS)/installed: requirements/models.txt pyproject.toml
	@echo "Installing what is needed into $(MODELS), torch among it: several minutes, once."
	test -x $(MODELS)/bin/python || $(PYTHON) -m venv $(MODELS)
	$(MODELS)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/models.txt
	$(MODELS)/bin/python -m pip install --quiet --disable-pip-version-check torch==2.13.0
	$(MODELS)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

test-models: $(MODELS)/installed ## the torch labelers on small models that the tests make
	$(MODELS)/bin/python -m pytest --confcutdir=tests/models tests/models

test-postgres: $(VENV)/installed ## push and pull on Postgres, with two Label Studio processes behind one address
	ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || apt-get install -y -qq postgresql
	ANNOTATE_TEST_POSTGRES=1 $(BIN)/python -m pytest tests/loop

faults: $(VENV)/installed ## break push and pull on purpose; docs/reliability.md says what was lost
	$(BIN)/python -m tests.reliability.run --docs

lint: $(VENV)/installed ## ruff, mypy --strict, import-linter
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

pages: $(VENV)/installed ## docs/commands, docs/record.schema.json, docs/findings.md, docs/exports.md, docs/labelling-screen.md and the picture of the packages, from the code
	$(BIN)/python -m annotate.cli.pages
	$(BIN)/python -m annotate.core.schema > docs/record.schema.json
	$(BIN)/python docs/findings_page.py
	$(BIN)/python docs/exports_page.py
	$(BIN)/python docs/labelling_screen_page.py
	$(BIN)/python docs/draw_packages.py

gestures: $(VENV)/installed ## count the gestures on the screen again, for docs/labelling-screen.md, and take the pictures of the guidelines
	ANNOTATE_RENEW_GESTURES=1 $(BIN)/python -m pytest tests/browser/gestures
	$(BIN)/python docs/labelling_screen_page.py

bench: $(VENV)/installed ## ratios against named baselines, side by side
	$(BIN)/python benchmarks/help_start.py
	$(BIN)/python -m benchmarks.prelabel_speed
	$(BIN)/python -m benchmarks.long_article
	$(BIN)/python -m benchmarks.gold_reading --articles 500
	$(BIN)/python -m benchmarks.export_conll --records 280 --runs 3
	$(BIN)/python -m benchmarks.export_memory --records 3000 --format conll --format events --format spacy
	$(BIN)/python -m benchmarks.near_duplicates --articles 5000 --planted 100 --datasketch 500
	$(BIN)/python -m benchmarks.serve_speed --words 100

bench-sync: $(VENV)/installed ## push and pull against what the server can do at most, and against the usual ways
	$(BIN)/python -m benchmarks.sync_speed --docs

quality: $(VENV)/installed ## scores of the default labelers, and of each left out, into docs/prelabelling.md
	$(BIN)/python -m benchmarks.quality --docs
	$(BIN)/python -m benchmarks.leave_one_out --docs

score-sealed: $(VENV)/installed ## figures alone of the sealed articles PART=1, beside BASELINE=a revision or checkout (GOLD=a gold file instead)
	$(BIN)/python -m benchmarks.score_sealed $(if $(GOLD),--gold '$(GOLD)',--part $(PART)) --baseline '$(BASELINE)' $(if $(DOCS),--docs)

weights: $(VENV)/installed ## learn configs/weights anew, from all open gold in tests/data and the sample
	$(BIN)/python -m benchmarks.learn_weights

little-gold: $(VENV)/installed ## what 5, 15 and 40 articles of a campaign's gold do to its suggestions, into docs/prelabelling.md
	$(BIN)/python -m benchmarks.little_gold --docs

little-gold-train: $(VENV)/installed ## the same with annotate train, on kinds withheld from the built-in weights: half an hour, goes on after a stop; tables into docs/rounds.md
	$(BIN)/python -m benchmarks.little_gold_train --docs

simulate-queue: $(VENV)/installed ## which order of articles teaches most: hours, goes on after a stop; tables into docs/ordering.md
	$(BIN)/python -m benchmarks.simulate_queue --docs

learning-curve: $(VENV)/installed ## what 20 to 200 corrected documents give: an hour, goes on after a stop; table into docs/rounds.md
	$(BIN)/python -m benchmarks.learning_curve --docs

simulate: $(VENV)/installed ## whole campaigns on a real Label Studio: about 2 hours, goes on after a stop; tables into docs/rounds.md
	$(BIN)/python -m benchmarks.simulate_campaign --docs

lock: $(VENV)/installed ## renew the pins in requirements/
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-annotate --extra dev --no-emit-package annotate-gold --custom-compile-command 'make lock' \
		--output-file requirements/dev.txt pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-annotate --extra torch --no-emit-package annotate-gold --no-emit-package torch \
		--override requirements/models-overrides.txt --custom-compile-command 'make lock' \
		--output-file requirements/models.txt pyproject.toml requirements/models.in

clean: ## remove what was made here: .venv, .venv-models, .demo, caches
	if test -x $(BIN)/annotate && test -f .demo/annotate.yaml; then cd .demo && ../$(BIN)/annotate studio down; fi
	rm -rf $(VENV) $(MODELS) .demo build dist artifacts .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
