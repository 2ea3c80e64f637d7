# Two commands matter: `make demo` and `make test`. The rest are their parts.

SWIFT ?= swift
# No trace of the toolchain in what we ship: the release tree brings its runtime along.
RELEASE_FLAGS = -c release --scratch-path .build-release \
  -Xswiftc -no-toolchain-stdlib-rpath -Xlinker -rpath -Xlinker '$$ORIGIN/../lib' \
  -Xlinker -rpath -Xlinker '$$ORIGIN/..' -Xlinker --gc-sections

.PHONY: demo test build dist bench lint format setup clean

demo: setup ## Build, then start a local control plane with the built-in MCP server
	$(SWIFT) build
	.build/debug/tunnel-client dev proxy

test: setup ## Build and run every test
	scripts/test

build: setup
	$(SWIFT) build

dist: setup ## A release tree in dist/ that runs anywhere
	$(SWIFT) build $(RELEASE_FLAGS)
	scripts/dist .build-release/release dist

bench: dist ## Compare with the direct call and with a bare relay
	Benchmarks/run

lint:
	scripts/lint

format:
	$(SWIFT) format -i -r -p Package.swift Sources Plugins Tests sdk

setup:
	@scripts/setup

clean:
	rm -rf .build .build-release .venv-tests dist
