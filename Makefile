# 救急 Jiuji. `make help` lists the targets.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

export UV_PYTHON_DOWNLOADS := never
export RASA_TELEMETRY_ENABLED := false
export TF_CPP_MIN_LOG_LEVEL := 3
UV := $(shell uv --version >/dev/null 2>&1 && command -v uv || echo .tools/bin/uv)
RUN := $(UV) run --no-sync

PAGE_SOURCES := $(shell find web -type f -not -path '*/node_modules/*' -not -path '*/dist/*' 2>/dev/null)

# tests that mostly wait for a platform's clock: many at once, and nothing heavy beside them
WAITING := tests/abuse $(addprefix tests/fault/,gateway wechat) $(addprefix tests/integration/,gateway staff wechat)

.PHONY: help install pages serve test test-long train bench lint format

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort

.tools/bin/uv:
	python3 -m venv .tools
	.tools/bin/pip install --quiet uv

.venv/.installed: pyproject.toml uv.lock | $(if $(findstring .tools,$(UV)),.tools/bin/uv)
	@if git rev-parse --git-dir >/dev/null 2>&1; then git config filter.portable-lock.clean 'python3 tools/portable_lock.py'; fi
	$(UV) sync --quiet
	@# uv has completed the lock; git sees the cleaned form, which has not changed (decision 3)
	@if [ -d .git ] && [ -z "$$(git diff -- uv.lock)" ]; then git add uv.lock; fi
	@touch $@

install: .venv/.installed ## install what Python needs into .venv

web/dist/.built: .venv/.installed $(PAGE_SOURCES) tools/build_pages.py
	$(RUN) python tools/build_pages.py
	@touch $@

pages: web/dist/.built ## build the resident page and the staff console

serve: install pages ## install, build, train, migrate and start everything on one port
	@exec $(RUN) jiuji serve

train: install ## train the dialogue model when its sources changed
	$(RUN) jiuji train

lint: install ## style, types, import rules
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) mypy policy contracts casework connectors actions jiuji simulator paper_reading
	$(RUN) lint-imports

test: install pages lint train ## every test this machine can run; says which it could not and why
	$(RUN) jiuji policy check
	$(RUN) pytest -m "not long and not alone" -n 5 --dist worksteal $(WAITING)
	$(RUN) pytest -m "not long and not alone" -n 3 --dist loadfile $(addprefix --ignore=,$(WAITING))
	$(RUN) pytest -m "alone and not long"

test-long: install pages train ## soak, load, long fuzzing, kill tests; prints its figures
	$(RUN) pytest -m long -s

bench: install pages train ## start, train, parse, turn and memory figures beside stock Rasa
	$(RUN) python tests/load/bench.py

format: install ## format the code
	$(RUN) ruff check --fix .
	$(RUN) ruff format .
