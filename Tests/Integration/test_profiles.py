"""`profiles`: list, add, edit, show, validate, rename, remove, and the samples."""

from __future__ import annotations

import json
import os
import pty
import re
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import REPOSITORY
from controlplane import ControlPlane
from harness.process import Ended, Launcher, environment
from harness.waiting import wait_until
from targets.http_server import HTTPTarget

TUNNEL = "tunnel_" + "a" * 32
SAMPLES = [
    "sample_mcp_enterprise_proxy",
    "sample_mcp_remote_no_auth",
    "sample_mcp_stdio_local",
    "sample_mcp_with_dcr",
]
VALID = f"""\
control_plane:
  tunnel_id: {TUNNEL}
  api_key: env:CONTROL_PLANE_API_KEY
mcp:
  server_urls:
    - url: "https://h/p?a=1,2"
"""

CALL = b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x","arguments":{}}}'

Profiles = Callable[..., Ended]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "profiles"


@pytest.fixture
def profiles(launcher: Launcher, folder: Path) -> Profiles:
    def run(*arguments: str, **variables: str | None) -> Ended:
        own: dict[str, str | None] = {"VISUAL": None, "EDITOR": None, **variables}
        env = {k: v for k, v in environment().items() if k not in own}
        env |= {"TUNNEL_CLIENT_PROFILE_DIR": str(folder), **{k: v for k, v in own.items() if v is not None}}
        return launcher.to_end("profiles", *arguments, env=env)

    return run


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str], str]:
    def file(text: str) -> str:
        path = tmp_path / "given.yaml"
        path.write_text(text)
        return str(path)

    return file


def editor(tmp_path: Path, script: str) -> str:
    """A program that edits the file in $1."""
    path = tmp_path / "my editor"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return f"'{path}' --wait"


def entries(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def test_a_031_the_list_is_name_tab_path(profiles: Profiles, folder: Path, write) -> None:
    empty = profiles("list")
    assert (empty.code, empty.stdout) == (0, f"No profiles found in {folder}\n")
    assert profiles("list", "--json").stdout == "[]\n"
    for name in ["b", "a"]:
        assert profiles("add", name, "--from-file", write(VALID)).code == 0
    (folder / "notes.txt").touch()
    (folder / "x.yaml").mkdir()
    (folder / "bad name.yaml").touch()
    assert profiles("list").stdout == f"a\t{folder}/a.yaml\nb\t{folder}/b.yaml\n"
    assert json.loads(profiles("list", "--json").stdout) == [
        {"name": "a", "path": f"{folder}/a.yaml"},
        {"name": "b", "path": f"{folder}/b.yaml"},
    ]


def test_a_032_a_profile_comes_from_exactly_one_source(profiles: Profiles, folder: Path, write) -> None:
    for flags in [[], ["--from-file", write(VALID), "--sample", "sample_mcp_stdio_local"]]:
        refused = profiles("add", "z", *flags)
        assert refused.code == 1 and "exactly one source" in refused.complaint
    sample = ["--sample", "sample_mcp_stdio_local", "--tunnel-id", TUNNEL, "--mcp-command", "x"]
    added = profiles("add", "z", *sample)
    assert (added.code, added.stdout) == (0, f'Added profile "z": {folder}/z.yaml\n')
    again = profiles("add", "z", *sample)
    assert again.code == 1 and "--force" in again.complaint
    assert profiles("add", "z", *sample, "--force").code == 0
    assert entries(folder) == [".z.yaml.backup", "z.yaml"]


def test_a_032_a_file_is_copied_byte_for_byte(profiles: Profiles, folder: Path, write) -> None:
    text = "# kept\n" + VALID + "\n\n# this too\n"
    assert profiles("add", "z", "--from-file", write(text)).code == 0
    assert (folder / "z.yaml").read_text() == text
    assert (folder / "z.yaml").stat().st_mode & 0o777 == 0o600


def test_a_033_a_035_an_unknown_key_has_its_line_and_a_near_match(profiles: Profiles, folder: Path, write) -> None:
    """W-12: the dotted path, and no name of a type."""
    path = write(VALID + "health:\n  listen_adr: 127.0.0.1:0\n")
    refused = profiles("add", "z", "--from-file", path)
    assert refused.code == 1
    assert refused.complaint == f"{path}:8: health.listen_adr: unknown key; did you mean health.listen_addr?"
    assert not folder.exists()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (VALID + "log:\n  level: info\n  level: warn\n", "given twice"),
        ("config_version: 3\n" + VALID, "only versions 1 and 2"),
        ("", "empty"),
        ("a: [", "not YAML"),
    ],
)
def test_a_034_what_is_no_profile_is_refused(profiles: Profiles, folder: Path, write, text: str, message: str) -> None:
    refused = profiles("add", "z", "--from-file", write(text))
    assert refused.code == 1 and message in refused.stderr
    assert not folder.exists()


def test_a_036_all_problems_at_once(profiles: Profiles, write) -> None:
    """W-11."""
    text = "control_plane:\n  tunnel_id: bad\n  poll_timeout: soon\nlog:\n  level: verbose\n"
    for command in [["add", "z", "--from-file", write(text)], ["validate", "--file", write(text)]]:
        refused = profiles(*command)
        assert refused.code == 1
        lines = refused.stderr.splitlines()
        assert [re.search(r":(\d+): (\S+): ", line).groups() for line in lines] == [
            ("2", "control_plane.tunnel_id"),
            ("3", "control_plane.poll_timeout"),
            ("5", "log.level"),
        ]
        error = json.loads(profiles(*command, "--json").stdout)["error"]
        assert error["code"] == "profile_invalid"
        assert [detail["key"] for detail in error["details"]] == [
            "control_plane.tunnel_id",
            "control_plane.poll_timeout",
            "log.level",
        ]


def test_a_037_a_failing_editor_changes_nothing(profiles: Profiles, folder: Path, write) -> None:
    assert profiles("add", "z", "--from-file", write(VALID)).code == 0
    failed = profiles("edit", "z", EDITOR="false")
    assert failed.code == 1 and "EDITOR" in failed.complaint
    assert (folder / "z.yaml").read_text() == VALID
    assert entries(folder) == ["z.yaml"]
    none = profiles("edit", "z")
    assert none.code == 1 and "VISUAL" in none.complaint and "EDITOR" in none.complaint
    missing = profiles("edit", "z", EDITOR="nosuchbin")
    assert missing.code == 1 and "nosuchbin: not found on PATH" in missing.complaint


def test_an_edit_replaces_the_profile(profiles: Profiles, folder: Path, tmp_path: Path, write) -> None:
    """6.3.4: VISUAL counts first; its words may be quoted; the copy is private and hidden."""
    assert profiles("add", "z", "--from-file", write(VALID)).code == 0
    script = f"""test "$1" = --wait || exit 9
      stat -c '%a %n' "$2" > '{tmp_path}/seen'
      echo '# edited' > "$2.new" && cat "$2" >> "$2.new" && mv "$2.new" "$2\""""
    ended = profiles("edit", "z", VISUAL=editor(tmp_path, script), EDITOR="false")
    assert ended.code == 0, ended.stderr
    assert (folder / "z.yaml").read_text() == "# edited\n" + VALID
    assert (folder / "z.yaml").stat().st_mode & 0o777 == 0o600
    assert entries(folder) == [".z.yaml.backup", "z.yaml"]
    mode, seen = (tmp_path / "seen").read_text().split(" ", 1)
    assert mode == "600"
    assert re.fullmatch(rf"{folder}/\.z\.[a-z0-9]+\.yaml\n", seen)


def test_a_missing_profile_begins_as_the_sample(profiles: Profiles, folder: Path) -> None:
    """6.3.4: with an id of zeros."""
    ended = profiles("edit", "new", EDITOR="true")
    assert ended.code == 0, ended.stderr
    assert "tunnel_" + "0" * 32 in (folder / "new.yaml").read_text()
    assert entries(folder) == ["new.yaml"]


def test_a_038_an_invalid_edit_is_kept_and_can_go_on(profiles: Profiles, folder: Path, tmp_path: Path, write) -> None:
    """W-17: the original is untouched, the copy is there, and the message says how to go on."""
    assert profiles("add", "z", "--from-file", write(VALID)).code == 0
    breaking = editor(tmp_path, 'printf "log:\\n  level: [\\n# hours of work\\n" >> "$2"')
    failed = profiles("edit", "z", EDITOR=breaking)
    assert failed.code == 1
    assert (folder / "z.yaml").read_text() == VALID
    draft = next(folder.glob(".z.*.yaml"))
    assert "hours of work" in draft.read_text()
    assert stat.S_IMODE(draft.stat().st_mode) == 0o600
    assert str(draft) in failed.stderr and f"--resume {draft}" in failed.stderr
    assert "a.yaml" not in entries(folder)
    assert profiles("list").stdout == f"z\t{folder}/z.yaml\n"
    mending = editor(tmp_path, 'sed -i "s/level: .*/level: info/" "$2"')
    done = profiles("edit", "z", "--resume", str(draft), EDITOR=mending)
    assert done.code == 0, done.stderr
    assert "hours of work" in (folder / "z.yaml").read_text()
    assert entries(folder) == [".z.yaml.backup", "z.yaml"]


def test_a_038_on_a_terminal_it_offers_another_edit(
    binary: Path, profiles: Profiles, folder: Path, tmp_path: Path, write
) -> None:
    """W-17: the second edit is of the same copy."""
    assert profiles("add", "z", "--from-file", write(VALID)).code == 0
    edits = tmp_path / "edits"
    script = f"""echo x >> '{edits}'
      case $(wc -l < '{edits}') in
        1) printf 'log:\\n  level: verbose\\n' >> "$2" ;;
        2) sed -i 's/verbose/info/' "$2" ;;
      esac"""
    fixing = editor(tmp_path, script)
    env = environment(TUNNEL_CLIENT_PROFILE_DIR=str(folder), EDITOR=fixing, VISUAL=None, TERM="xterm")
    ours, theirs = pty.openpty()
    child = subprocess.Popen(
        [binary, "profiles", "edit", "z"], stdin=theirs, stdout=theirs, stderr=theirs, env=env, close_fds=True
    )
    os.close(theirs)
    seen = b""

    def asked() -> bool:
        nonlocal seen
        seen += os.read(ours, 4096)
        return b"Edit again? [Y/n]" in seen

    wait_until(asked, "the question")
    os.write(ours, b"\n")
    assert child.wait(20) == 0, seen
    os.close(ours)
    assert edits.read_text() == "x\nx\n"
    assert (folder / "z.yaml").read_text() == VALID + "log:\n  level: info\n"


def test_a_change_meanwhile_is_not_overwritten(profiles: Profiles, folder: Path, tmp_path: Path, write) -> None:
    assert profiles("add", "z", "--from-file", write(VALID)).code == 0
    rude = editor(tmp_path, f'echo "# mine" >> "$2"; echo "# theirs" >> "{folder}/z.yaml"')
    ended = profiles("edit", "z", EDITOR=rude)
    assert ended.code == 1 and "changed meanwhile" in ended.stderr and "--resume" in ended.stderr
    assert (folder / "z.yaml").read_text() == VALID + "# theirs\n"


def test_a_039_samples_are_listed_and_shown(profiles: Profiles, write) -> None:
    lines = [line.split("\t") for line in profiles("samples", "list").stdout.splitlines()]
    assert [name for name, _ in lines] == SAMPLES
    assert all(summary for _, summary in lines)
    assert [sample["name"] for sample in json.loads(profiles("samples", "list", "--json").stdout)] == SAMPLES
    for name in SAMPLES:
        shown = profiles("samples", "show", name).stdout
        labels = re.findall(r"^(Sample|Summary|Use when|Required|Optional|Notes):", shown, re.M)
        assert labels == ["Sample", "Summary", "Use when", "Required", "Optional", "Notes"]
        text = shown.split("\n\n", 1)[1]
        assert profiles("validate", "--file", write(text)).code == 0
        assert json.loads(profiles("samples", "show", name, "--json").stdout)["yaml"] == text
    refused = profiles("samples", "show", "sample_mcp_with_dc")
    assert refused.code == 1 and "sample_mcp_with_dcr" in refused.complaint


@pytest.mark.parametrize("name", SAMPLES)
def test_a_040_every_sample_loads_in_run(
    plane: ControlPlane, launcher: Launcher, profiles: Profiles, folder: Path, http_target, tmp_path: Path, name: str
) -> None:
    target = ["--mcp-command", "cat"] if name == "sample_mcp_stdio_local" else ["--mcp-server-url", http_target.url]
    flags = ["--tunnel-id", TUNNEL, "--control-plane-base-url", plane.base_url, "--health-listen-addr", "127.0.0.1:0"]
    added = profiles("add", "s", "--sample", name, *flags, *target)
    assert added.code == 0, added.stderr
    bundle = tmp_path / "ca.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        + ["-keyout", "/dev/null", "-out", str(bundle), "-subj", "/CN=x"],
        check=True,
        capture_output=True,
    )
    env = environment(
        TUNNEL_CLIENT_PROFILE_DIR=str(folder),
        ENTERPRISE_CA_BUNDLE=str(bundle),
        HTTPS_PROXY="http://127.0.0.1:9",
    )
    shown = launcher.to_end("config", "explain", "--profile", "s", "--json", env=env)
    assert shown.code == 0, shown.stderr
    document = json.loads(shown.stdout)
    assert not document.get("problems"), document.get("problems")
    assert TUNNEL in shown.stdout


def test_a_041_a_comma_in_a_url_arrives(
    profiles: Profiles, launcher: Launcher, folder: Path, http_target: HTTPTarget, plane: ControlPlane
) -> None:
    """W-06: add, then doctor, then run: the target gets the URL as it was written."""
    url = http_target.url + "?a=1,2"
    flags = ["--sample", "sample_mcp_remote_no_auth", "--tunnel-id", TUNNEL, "--mcp-server-url", url]
    assert profiles("add", "z", *flags).code == 0
    assert url in profiles("show", "z").stdout
    env = environment(TUNNEL_CLIENT_PROFILE_DIR=str(folder))
    doctor = launcher.to_end("doctor", "--profile", "z", "--offline", "--json", env=env, timeout=60)
    found = {check["id"]: check for check in json.loads(doctor.stdout)["checks"]}
    assert url in found["mcp_target"]["summary"] and found["mcp_server_reachable"]["status"] == "PASS"
    tunnel = launcher.run(plane, "--profile", "z", "--log.format", "json", env=env)
    tunnel.wait_ready()
    plane.answer(plane.send(CALL))
    assert http_target.paths == {"/mcp?a=1,2"}


def test_a_042_a_literal_key_is_refused_and_not_shown(profiles: Profiles, folder: Path, write) -> None:
    """W-13."""
    refused = profiles("add", "z", "--from-file", write(VALID.replace("env:CONTROL_PLANE_API_KEY", "sk-secret")))
    assert refused.code == 1 and "control_plane.api_key" in refused.complaint
    assert "sk-secret" not in refused.stdout + refused.stderr
    assert not folder.exists()


def test_show_path_validate_rename_and_remove(profiles: Profiles, folder: Path, write) -> None:
    """32.1, all of them with --json."""
    assert profiles("add", "work", "--from-file", write(VALID)).code == 0
    path = f"{folder}/work.yaml"
    assert profiles("show", "work").stdout == VALID
    assert json.loads(profiles("show", "work", "--json").stdout) == {"profile": "work", "path": path, "text": VALID}
    assert profiles("path", "work").stdout == path + "\n"
    assert profiles("path").stdout == f"{folder}\n"
    assert json.loads(profiles("path", "work", "--json").stdout) == {"profile": "work", "path": path}
    assert profiles("validate", "work").stdout == f"Valid: {path}\n"
    document = json.loads(profiles("validate", "work", "--json", CONTROL_PLANE_API_KEY="").stdout)
    assert (document["valid"], document["path"]) == (True, path)
    assert [note["key"] for note in document["notes"]] == ["control_plane.api_key"]
    renamed = json.loads(profiles("rename", "work", "home", "--json").stdout)
    assert (renamed["profile"], renamed["path"]) == ("home", f"{folder}/home.yaml")
    removed = json.loads(profiles("remove", "home", "--json").stdout)
    assert removed["backup"] == f"{folder}/.home.yaml.backup"
    assert Path(removed["backup"]).read_text() == VALID
    assert entries(folder) == [".home.yaml.backup"]


@pytest.mark.parametrize("command", [["show"], ["validate"], ["path"], ["remove"], ["rename"]])
def test_a_missing_profile_has_a_code_and_a_near_name(profiles: Profiles, write, command: list[str]) -> None:
    assert profiles("add", "work", "--from-file", write(VALID)).code == 0
    more = ["x"] if command == ["rename"] else []
    missing = profiles(*command, "wrok", *more)
    assert missing.code == 1 and 'did you mean "work"?' in missing.complaint
    error = json.loads(profiles(*command, "wrok", *more, "--json").stdout)["error"]
    assert error["code"] == "profile_not_found"


def test_a_link_out_of_the_folder_is_no_profile(
    profiles: Profiles, launcher: Launcher, folder: Path, tmp_path: Path, write
) -> None:
    """User needs 4.7, for run too; a path that was named is free."""
    assert profiles("add", "real", "--from-file", write(VALID)).code == 0
    outside = tmp_path / "outside.yaml"
    outside.write_text(VALID)
    (folder / "good.yaml").symlink_to("real.yaml")
    (folder / "out.yaml").symlink_to("../outside.yaml")
    (folder / "absolute.yaml").symlink_to(outside)
    assert [line.split("\t")[0] for line in profiles("list").stdout.splitlines()] == ["good", "real"]
    env = environment(TUNNEL_CLIENT_PROFILE_DIR=str(folder))
    for name in ["out", "absolute"]:
        assert profiles("show", name).code == 1
        refused = launcher.to_end("config", "explain", "--profile", name, env=env)
        assert refused.code == 1 and "links" in refused.complaint
    assert launcher.to_end("config", "explain", "--profile", "good", env=env).code == 0
    assert launcher.to_end("config", "explain", "--profile-file", str(folder / "out.yaml"), env=env).code == 0


def test_every_profile_of_the_pages_is_valid(profiles: Profiles, write) -> None:
    """Whoever copies one from there gets what `run` takes."""
    texts = []
    for page in ["onboarding.md", "permissions.md"]:
        texts += re.findall(r"^```yaml\n(.*?)^```$", (REPOSITORY / "docs" / page).read_text(), re.M | re.S)
    assert len(texts) >= 5
    for text in texts:
        checked = profiles("validate", "--file", write(text))
        assert checked.code == 0, f"{text}\n{checked.stderr}"


def test_a_copy_that_is_not_there_cannot_go_on(profiles: Profiles, tmp_path: Path) -> None:
    refused = profiles("edit", "z", "--resume", str(tmp_path / "gone.yaml"), EDITOR="true")
    assert refused.code == 1 and "gone.yaml: cannot be read: No such file" in refused.complaint
