"""`init`: the first profile."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from harness.process import Ended, Launcher, environment

TUNNEL = "tunnel_" + "a" * 32
URL = "http://127.0.0.1:9/mcp"
PAGES = [
    "https://platform.openai.com/settings/organization/tunnels",
    "https://platform.openai.com/settings/organization/api-keys",
    "https://platform.openai.com/settings/organization/admin-keys",
    "https://chatgpt.com/#settings/Connectors",
]

Init = Callable[..., Ended]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "home" / "profiles"


@pytest.fixture
def init(launcher: Launcher, folder: Path) -> Init:
    """`init` with the folder in the environment; `tunnel` is the id."""

    def run(*flags: str, tunnel: str | None = TUNNEL) -> Ended:
        own = ["--tunnel-id", tunnel] if tunnel is not None else []
        return launcher.to_end("init", *own, *flags, env=environment(TUNNEL_CLIENT_PROFILE_DIR=str(folder)))

    return run


def test_a_020_without_a_tunnel_id_it_says_where_to_get_one(init: Init, folder: Path) -> None:
    ended = init("--mcp-server-url", URL, tunnel=None)
    assert ended.code == 1
    assert "--tunnel-id" in ended.stderr
    assert all(page in ended.stderr for page in PAGES)
    assert not folder.exists()


def test_a_021_a_bad_tunnel_id_is_told_the_rule(init: Init, folder: Path) -> None:
    ended = init("--mcp-server-url", URL, tunnel="bad")
    assert ended.code == 1
    assert "--tunnel-id" in ended.complaint and "32 characters of a-z and 0-9" in ended.complaint
    assert not folder.exists()


def test_a_022_it_writes_a_private_file_and_says_what_comes_next(init: Init, folder: Path) -> None:
    ended = init("--profile", "a", "--mcp-server-url", URL)
    assert (ended.code, ended.stderr) == (0, "")
    path = folder / "a.yaml"
    assert path.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    lines = ended.stdout.splitlines()
    assert lines[0] == f'Created profile "a": {path}'
    assert lines[1] == "Sample: sample_mcp_with_dcr"
    assert "Next:" in lines
    assert "  tunnel-client doctor --profile a" in lines
    assert "  tunnel-client run --profile a" in lines
    assert all(page in ended.stdout for page in PAGES)
    assert "connector" in lines[-1]


def test_a_022_the_default_name_is_that_of_the_sample(init: Init, folder: Path) -> None:
    assert init("--mcp-server-url", URL).code == 0
    assert (folder / "sample_mcp_with_dcr.yaml").exists()


def test_a_023_a_profile_that_is_there_needs_force(init: Init, folder: Path) -> None:
    """W-16: and then the old one is kept."""
    assert init("--profile", "a", "--mcp-server-url", URL).code == 0
    path = folder / "a.yaml"
    before = path.read_bytes()
    again = init("--profile", "a", "--mcp-server-url", URL + "/2")
    assert again.code == 1 and "--force" in again.complaint
    assert path.read_bytes() == before
    forced = init("--profile", "a", "--mcp-server-url", URL + "/2", "--force")
    assert forced.code == 0
    assert URL + "/2" in path.read_text()
    backup = folder / ".a.yaml.backup"
    assert str(backup) in forced.stdout
    assert backup.read_bytes() == before
    assert backup.stat().st_mode & 0o777 == 0o600
    assert sorted(entry.name for entry in folder.iterdir()) == [".a.yaml.backup", "a.yaml"]


@pytest.mark.parametrize("flags", [["--mcp-server-url", URL, "--mcp-command", "true"], []])
def test_a_024_the_sample_takes_exactly_one_target(init: Init, folder: Path, flags: list[str]) -> None:
    ended = init("--sample", "sample_mcp_with_dcr", *flags)
    assert ended.code == 1 and "exactly one" in ended.complaint
    assert not folder.exists()


def test_a_025_a_command_alone_takes_the_stdio_sample(init: Init, folder: Path) -> None:
    ended = init("--mcp-command", "sh -c 'exec true'")
    assert ended.code == 0
    assert "Sample: sample_mcp_stdio_local" in ended.stdout
    text = (folder / "sample_mcp_with_dcr.yaml").read_text()
    assert """command: "sh -c 'exec true'\"""" in text


def test_a_026_a_command_that_is_not_there_is_not_written(init: Init, folder: Path) -> None:
    ended = init("--mcp-command", "/nonexistent/foo")
    assert ended.code == 1
    assert "/nonexistent/foo: not found" in ended.complaint and "check the path" in ended.complaint
    assert not folder.exists()


def test_a_027_a_shell_is_looked_through(init: Init, folder: Path) -> None:
    ended = init("--mcp-command", 'sh -c "exec nosuchbin"')
    assert ended.code == 1 and "nosuchbin: not found on PATH" in ended.complaint
    assert not folder.exists()


def test_a_028_a_literal_key_is_refused_and_not_shown(init: Init, folder: Path) -> None:
    ended = init("--mcp-server-url", URL, "--control-plane-api-key-ref", "sk-abc")
    assert ended.code == 1
    assert "--control-plane-api-key-ref" in ended.complaint
    assert "sk-abc" not in ended.stdout + ended.stderr
    assert not folder.exists()


def test_a_029_a_path_is_no_name(init: Init, folder: Path) -> None:
    ended = init("--mcp-server-url", URL, "--profile", "../a")
    assert ended.code == 1 and "path separator" in ended.complaint
    assert not folder.parent.exists()


@pytest.mark.parametrize("url", ["notaurl", "http://", "ftp://h/x", "http://a b/"])
def test_a_030_what_run_would_refuse_init_refuses(init: Init, folder: Path, url: str) -> None:
    """W-16."""
    ended = init("--mcp-server-url", url)
    assert ended.code == 1 and "--mcp-server-url" in ended.complaint
    assert not folder.exists()


@pytest.mark.parametrize(
    ("flag", "value"),
    [
        ("--control-plane-base-url", "api.example"),
        ("--control-plane-url-path", "prefix"),
        ("--health-listen-addr", "8080"),
        ("--control-plane-api-key-ref", "env:1X"),
        ("--sample", "sample_mcp_stdio"),
    ],
)
def test_every_flag_is_checked_before_anything_is_written(init: Init, folder: Path, flag: str, value: str) -> None:
    ended = init("--mcp-server-url", URL, flag, value)
    assert ended.code == 1
    assert flag in ended.complaint or "sample_mcp_stdio_local" in ended.complaint
    assert not folder.exists()


def test_it_speaks_json(init: Init, folder: Path) -> None:
    """W-02: the errors too."""
    done = json.loads(init("--profile", "a", "--mcp-server-url", URL, "--json").stdout)
    assert (done["profile"], done["path"], done["sample"]) == ("a", str(folder / "a.yaml"), "sample_mcp_with_dcr")
    assert done["next"] == ["tunnel-client doctor --profile a", "tunnel-client run --profile a"]
    assert sorted(done["pages"].values()) == sorted(PAGES)
    refused = init("--profile", "a", "--mcp-server-url", URL, "--json")
    assert (refused.code, refused.stderr) == (1, "")
    assert json.loads(refused.stdout)["error"]["code"] == "profile_exists"
    missing = init("--mcp-server-url", URL, "--json", tunnel=None)
    assert json.loads(missing.stdout)["error"]["code"] == "usage_error"
    bad = json.loads(init("--mcp-server-url", "notaurl", "--json").stdout)["error"]
    assert bad["code"] == "profile_invalid"
    assert bad["details"][0]["source"] == "--mcp-server-url"


def test_a_folder_of_its_own_is_repeated_in_what_comes_next(launcher: Launcher, tmp_path: Path) -> None:
    """W-15: `~/` is the home folder for every command."""
    env = environment(HOME=str(tmp_path))
    flags = ["--profile", "a", "--profile-dir", "~/my profiles", "--tunnel-id", TUNNEL, "--mcp-server-url", URL]
    ended = launcher.to_end("init", *flags, env=env)
    assert ended.code == 0, ended.stderr
    assert (tmp_path / "my profiles" / "a.yaml").exists()
    run = next(line for line in ended.stdout.splitlines() if line.startswith("  tunnel-client run"))
    assert shlex.split(run)[-2:] == ["--profile-dir", "~/my profiles"]


def test_the_folder_is_the_one_that_run_looks_into(launcher: Launcher, tmp_path: Path) -> None:
    """6.1.2: XDG_CONFIG_HOME, then ~/.config."""
    for variable, folder in [("XDG_CONFIG_HOME", ""), ("HOME", ".config/")]:
        base = tmp_path / variable
        env = environment(**{"XDG_CONFIG_HOME": None, "HOME": str(tmp_path), variable: str(base)})
        assert launcher.to_end("init", "--tunnel-id", TUNNEL, "--mcp-server-url", URL, env=env).code == 0
        path = base / f"{folder}tunnel-client/sample_mcp_with_dcr.yaml"
        assert path.exists()
        shown = launcher.to_end("config", "explain", "--profile", "sample_mcp_with_dcr", env=env)
        assert shown.code == 0 and TUNNEL in shown.stdout


def test_what_is_not_there_yet_is_said(launcher: Launcher, tmp_path: Path) -> None:
    env = environment(TUNNEL_CLIENT_PROFILE_DIR=str(tmp_path / "p"), CONTROL_PLANE_API_KEY=None)
    ended = launcher.to_end("init", "--tunnel-id", TUNNEL, "--mcp-server-url", URL, env=env)
    assert ended.code == 0
    assert "CONTROL_PLANE_API_KEY is not set" in ended.stdout
