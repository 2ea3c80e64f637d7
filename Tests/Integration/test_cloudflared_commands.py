"""`tunnel-client cloudflared version|config` (operator section 22, A-218, W-80)."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from harness.process import Launcher, environment


def program(folder: Path, script: str) -> Path:
    path = folder / "cloudflared"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def test_the_program_is_told_with_its_version_and_digest(launcher: Launcher, tmp_path: Path) -> None:
    """A-218, W-80: four labelled lines; --json; the digest is held against the wanted one."""
    path = program(tmp_path, 'echo "cloudflared version 2026.7.2 (built 2026-07-20)$SECRET"')
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    env = environment(CLOUDFLARED_PATH=str(path), SECRET="-leaked")
    lines = launcher.to_end("cloudflared", "version", env=env).stdout.splitlines()
    assert [line.split(":")[0] for line in lines] == ["path", "version", "sha256", "compatible with"]
    assert "2026.7.2 (built 2026-07-20)" in lines[1] and digest in lines[2]
    found = json.loads(launcher.to_end("cloudflared", "version", "--sha256", digest, "--json", env=env).stdout)
    assert found == {
        "path": str(path), "found": True, "version": "2026.7.2 (built 2026-07-20)", "sha256": digest,
        "sha256_matches": True, "compatible_with": "2026.7.2", "is_that_release": True,
    }  # fmt: skip
    other = launcher.to_end("cloudflared", "version", "--sha256", "0" * 64, env=env)
    assert other.code == 2 and "not as wanted" in other.stdout


def test_a_program_that_is_not_there_or_says_nothing(launcher: Launcher, tmp_path: Path) -> None:
    missing = launcher.to_end("cloudflared", "version", "--cloudflared.path", str(tmp_path / "none"), "--json")
    assert missing.code == 0 and json.loads(missing.stdout)["found"] is False
    path = program(tmp_path, "exit 1")
    silent = json.loads(launcher.to_end("cloudflared", "version", "--cloudflared.path", str(path), "--json").stdout)
    assert silent["found"] is True and "version" not in silent


def test_a_configuration_is_printed(launcher: Launcher, tmp_path: Path) -> None:
    """22.2: the keys in their order, three comment lines first."""
    token = tmp_path / "token"
    token.write_text("t")
    token.chmod(0o600)
    ended = launcher.to_end("cloudflared", "config", "--token-file", str(token), "--retries", "0")
    assert ended.code == 0 and ended.stderr == ""
    lines = ended.stdout.splitlines()
    assert [line[:2] for line in lines[:3]] == ["# "] * 3
    assert lines[3:] == [
        f'token-file: "{token}"', "no-autoupdate: true", 'metrics: "127.0.0.1:20241"', 'loglevel: "info"',
        'transport-loglevel: "warn"', 'protocol: "auto"', 'edge-ip-version: "auto"', "retries: 0",
        'grace-period: "30s"',
    ]  # fmt: skip


@pytest.mark.parametrize(
    "flags",
    [
        [], ["--token-file", " "], ["--token-file", "env:T"], ["--metrics-address", "127.0.0.1:0"],
        ["--metrics-address", ":1"], ["--log-level", "loud"], ["--protocol", "tcp"], ["--edge-ip-version", "5"],
        ["--retries=-1"], ["--grace-period", "0s"],
    ],
)  # fmt: skip
def test_a_wrong_value_is_refused(launcher: Launcher, flags: list[str]) -> None:
    """A-218"""
    flags = flags if "--token-file" in flags or not flags else ["--token-file", "/t", *flags]
    ended = launcher.to_end("cloudflared", "config", *flags)
    assert ended.code == 1 and ended.complaint.startswith("cloudflared config: --")


def test_what_is_rarely_meant_is_said(launcher: Launcher, tmp_path: Path) -> None:
    """W-80"""
    ended = launcher.to_end("cloudflared", "config", "--token-file", "t", "--metrics-address", "0.0.0.0:1")
    assert ended.code == 0 and "0.0.0.0" in ended.stdout
    assert ended.stderr.count("warning: ") == 3
