"""The shape of the command line (operator 1, 2, 25, 28.1, 32.14; A-001 to A-013)."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import shutil
import subprocess
import termios
from pathlib import Path

import pytest
from harness.process import Ended, Launcher, environment
from harness.waiting import wait_until

TOPICS = ["doctor", "oauth", "plugin", "plugins", "quickstart", "samples", "troubleshooting"]
URLS = [
    "https://platform.openai.com/settings/organization/tunnels",
    "https://platform.openai.com/settings/organization/api-keys",
    "https://platform.openai.com/settings/organization/admin-keys",
    "https://chatgpt.com/#settings/Connectors",
]


def error_of(ended: Ended) -> dict:
    """W-02: exit code 1, exactly one JSON document on stdout, nothing on stderr."""
    assert ended.code == 1 and ended.stderr == "", ended
    document = json.loads(ended.stdout)
    assert list(document) == ["error"]
    assert set(document["error"]) <= {"code", "message", "hint", "details"}
    return document["error"]


def test_a_001_without_arguments_there_is_help(launcher: Launcher) -> None:
    ended = launcher.to_end()
    assert ended.code == 0 and ended.stderr == ""
    for word in [*URLS, *TOPICS, "run", "health", "plugins", "completion"]:
        assert word in ended.stdout
    assert ended == launcher.to_end("--help") == launcher.to_end("-h") == launcher.to_end("help")


@pytest.mark.parametrize("flag", ["--version", "-v"])
def test_a_002_the_version_is_one_bare_line(launcher: Launcher, flag: str) -> None:
    ended = launcher.to_end(flag)
    assert (ended.code, ended.stderr) == (0, "")
    assert re.fullmatch(r"\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?( \(git sha: [0-9a-f]+\))?\n", ended.stdout)


@pytest.mark.parametrize("line", [["run", "--version"], ["plugins", "list", "-v"], ["-v", "run"]])
def test_a_002_the_version_is_not_behind_a_command(launcher: Launcher, line: list[str]) -> None:
    ended = launcher.to_end(*line)
    assert ended.code == 1 and ended.stdout == "" and "-v" in ended.complaint


def test_a_003_an_unknown_command_is_named_with_near_ones(launcher: Launcher) -> None:
    ended = launcher.to_end("plug")
    assert ended.code == 1 and ended.stdout == ""
    assert '"plug"' in ended.complaint and "`tunnel-client plugins`" in ended.complaint
    assert "`tunnel-client health`" in launcher.to_end("helth").complaint
    complaint = launcher.to_end("admi").complaint
    assert '"admi"' in complaint and "`tunnel-client admin`" in complaint and "`tunnel-client admin-profiles`" in complaint


def test_a_003_an_empty_word_is_near_to_nothing(launcher: Launcher) -> None:
    for line in [[""], ["profiles", ""]]:
        ended = launcher.to_end(*line)
        assert ended.code == 1 and ended.stdout == "" and "--help" in ended.complaint
        assert "did you mean" not in ended.complaint


def test_a_004_an_unknown_flag_is_named(launcher: Launcher) -> None:
    for line in [["--nope"], ["run", "--nope"], ["health", "--port", "1", "--nope"]]:
        ended = launcher.to_end(*line)
        assert ended.code == 1 and ended.stdout == "" and "--nope" in ended.complaint


@pytest.mark.parametrize("group", [
    "admin", "admin-profiles", "cloudflared", "codex", "config", "dev", "plugins", "profiles", "requests", "runtimes"
])  # fmt: skip
def test_a_005_a_group_alone_is_help(launcher: Launcher, group: str) -> None:
    ended = launcher.to_end(group)
    assert ended.code == 0 and ended.stderr == "" and f"tunnel-client {group}" in ended.stdout
    assert launcher.to_end(group, "-h").stdout == ended.stdout


@pytest.mark.parametrize(
    "line",
    [
        ["plugins", "bogus"],
        ["dev", "bogus"],
        ["plugins", "list", "bogus"],
        ["run", "bogus"],
        ["health", "bogus"],
        ["profiles", "bogus"],
        ["doctor", "bogus"],
        ["init", "bogus"],
        ["profiles", "list", "bogus"],
        ["runtimes", "list", "bogus"],
        ["codex", "bogus"],
    ],
)
def test_a_006_and_a_007_a_superfluous_word_is_refused_and_named(launcher: Launcher, line: list[str]) -> None:
    """W-01."""
    ended = launcher.to_end(*line)
    assert ended.code == 1 and ended.stdout == "" and "bogus" in ended.complaint


@pytest.mark.parametrize("topic", TOPICS)
def test_a_008_every_topic_says_what_to_type(launcher: Launcher, topic: str) -> None:
    ended = launcher.to_end("help", topic)
    assert ended.code == 0 and ended.stderr == "" and "tunnel-client " in ended.stdout
    assert all(len(line) <= 130 for line in ended.stdout.splitlines())


def test_a_008_the_quickstart_leads_to_the_page_in_three_ways(launcher: Launcher) -> None:
    text = launcher.to_end("help", "quickstart").stdout
    for word in ["dev proxy", "--mcp-command", "--mcp-server-url", "CONTROL_PLANE_API_KEY", "/ui", *URLS[:2]]:
        assert word in text


def test_a_009_an_unknown_topic_lists_them(launcher: Launcher) -> None:
    ended = launcher.to_end("help", "bogus")
    assert ended.code == 1 and ended.stdout == "" and "bogus" in ended.complaint
    assert all(topic in ended.complaint for topic in TOPICS)


def test_a_010_help_takes_the_words_of_a_command(launcher: Launcher) -> None:
    """W-85."""
    ended = launcher.to_end("help", "plugins", "list")
    assert ended.code == 0
    assert ended.stdout == launcher.to_end("plugins", "list", "--help").stdout
    assert launcher.to_end("help", "plugins", "bogus").code == 1
    tunnels = launcher.to_end("help", "admin", "tunnels")
    assert tunnels.code == 0 and tunnels.stdout == launcher.to_end("admin", "tunnels", "--help").stdout


@pytest.mark.parametrize(
    ("shell", "load"),
    [
        ("bash", ["bash", "--norc", "-ec", 'source "$1"; complete -p tunnel-client', "-"]),
        ("zsh", ["zsh", "-fec", 'autoload -Uz compinit; compinit -D; source "$1"; whence _tunnel-client', "-"]),
        ("fish", ["fish", "--no-config", "-c", 'source $argv[1]; and complete -C "tunnel-client pl"']),
    ],
)
def test_a_011_a_completion_script_loads_in_its_shell(
    launcher: Launcher, tmp_path: Path, shell: str, load: list[str]
) -> None:
    assert shutil.which(shell), f"{shell} is missing: run scripts/integration-tests, or apt-get install {shell}"
    ended = launcher.to_end("completion", shell)
    assert ended.code == 0 and ended.stderr == "" and "tunnel-client" in ended.stdout
    script = tmp_path / "script"
    script.write_text(ended.stdout)
    loaded = subprocess.run(
        [*load, str(script)], capture_output=True, text=True, timeout=30, env=shell_environment(launcher)
    )
    assert (loaded.returncode, loaded.stderr) == (0, ""), loaded
    assert "tunnel-client" in loaded.stdout or "plugins" in loaded.stdout


def test_a_011_other_shells_are_refused(launcher: Launcher) -> None:
    """PowerShell differs from the line on purpose (docs/cli.md): the parser writes none, and no script beats a bad one."""
    for shell in ["powershell", "tcsh"]:
        ended = launcher.to_end("completion", shell)
        assert ended.code == 1 and ended.stdout == "" and shell in ended.complaint


def shell_environment(launcher: Launcher) -> dict[str, str]:
    return environment(PATH=f"{launcher.binary.parent}:{os.environ['PATH']}")


SHELLS = {
    "bash": ["bash", "--norc", "-i"],
    "zsh": ["zsh", "-f", "-i"],
    "fish": ["fish", "--no-config", "-i"],
}


def press_tab(launcher: Launcher, folder: Path, shell: str, line: str, offered: str, **variables: str) -> None:
    """Types `line` and Tab into a real shell on a terminal, and waits until it shows what is `offered`."""
    script = folder / f"completion.{shell}"
    script.write_text(launcher.to_end("completion", shell).stdout)
    ours, theirs = pty.openpty()
    child = subprocess.Popen(
        SHELLS[shell],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        env={**shell_environment(launcher), "TERM": "xterm", "HOME": str(folder), **variables},
    )
    os.close(theirs)
    os.set_blocking(ours, False)
    seen = bytearray()

    def shows(text: str) -> bool:
        try:
            seen.extend(os.read(ours, 65536))
        except BlockingIOError:
            pass
        return text in seen.decode(errors="replace")

    try:
        first = "autoload -Uz compinit; compinit -D; " if shell == "zsh" else ""
        # The shell writes the word together; its echo of the line does not.
        os.write(ours, f"{first}source {script}; echo rea''dy\n".encode())
        wait_until(lambda: shows("ready"), f"{shell} with the script")
        seen.clear()
        os.write(ours, f"{line}\t".encode())
        wait_until(lambda: shows(offered), f'"{offered}" from {shell} for "{line}"')
    except AssertionError as error:
        raise AssertionError(f"{error}: {seen!r}") from None
    finally:
        child.kill()
        child.wait()
        os.close(ours)


@pytest.mark.parametrize("shell", SHELLS)
def test_a_012_topics_and_plugins_are_offered(launcher: Launcher, tmp_path: Path, shell: str) -> None:
    """W-85: what only this machine knows is asked for at each press of Tab."""
    press_tab(launcher, tmp_path, shell, "tunnel-client heal", "health")
    press_tab(launcher, tmp_path, shell, "tunnel-client help quick", "quickstart")
    plugin = json.loads(launcher.to_end("plugins", "list", "--json").stdout)["plugins"][0]["id"]
    press_tab(launcher, tmp_path, shell, f"tunnel-client plugins inspect {plugin[:-1]}", plugin)


@pytest.mark.parametrize("shell", SHELLS)
def test_a_012_profiles_are_offered(launcher: Launcher, tmp_path: Path, shell: str) -> None:
    """W-85."""
    folder = tmp_path / "profiles"
    folder.mkdir()
    for name in ["website.yaml", "work.yaml", "notes.txt", ".hidden.yaml"]:
        (folder / name).touch()
    variables = {"TUNNEL_CLIENT_PROFILE_DIR": str(folder)}
    press_tab(launcher, tmp_path, shell, "tunnel-client run --profile webs", "website", **variables)


def test_a_013_run_lists_its_flags_and_variables(launcher: Launcher) -> None:
    text = launcher.to_end("run", "--help").stdout
    some = ["--control-plane.tunnel-id", "CONTROL_PLANE_TUNNEL_ID", "--mcp.server-url", "MCP_COMMAND", "--pid.file"]
    for word in some:
        assert word in text


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (["plugins", "list", "--json", "extra"], "usage_error"),
        (["plugins", "bogus", "--json"], "usage_error"),
        (["bogus", "--json"], "usage_error"),
        (["plugins", "inspect", "--json"], "usage_error"),
        (["plugins", "list", "--json", "--plugin-path"], "usage_error"),
        (["plugins", "list", "--json=true", "--nope"], "usage_error"),
        (["plugins", "inspect", "org.nobody.nothing", "--json"], "plugin_not_found"),
        (["config", "explain", "--json", "--profile-file", "/nowhere/x.yaml"], "profile_not_found"),
        (["config", "explain", "--json", "--config", "/x.yaml", "--profile", "x"], "configuration_invalid"),
        (["health", "--json"], "usage_error"),
        (["health", "--json", "--port", "many"], "usage_error"),
    ],
)
def test_errors_are_one_json_document_where_json_is_asked_for(launcher: Launcher, line: list[str], code: str) -> None:
    """W-02, operator 32.14."""
    assert error_of(launcher.to_end(*line))["code"] == code


def test_what_is_wrong_with_a_setting_is_in_the_details(launcher: Launcher) -> None:
    """W-02, W-11: key, source, message and fix."""
    error = error_of(launcher.to_end("config", "explain", "--json", "--config", "/x.yaml", "--profile", "x"))
    assert error["details"] and all({"key", "source", "message"} <= set(detail) for detail in error["details"])


def test_without_json_an_error_is_a_message_on_stderr(launcher: Launcher) -> None:
    """operator 1.4; run has no --json, so it is an unknown flag there."""
    ended = launcher.to_end("run", "--json")
    assert ended.code == 1 and ended.stdout == "" and "--json" in ended.complaint


def test_what_counts_without_a_file_is_not_said_to_lie_over_one(launcher: Launcher) -> None:
    ended = launcher.to_end("config", "explain")
    assert ended.stdout.startswith("Configuration from flags and environment.\n"), ended


def test_flags_take_true_and_false_and_stand_anywhere(launcher: Launcher) -> None:
    """operator 1.1, 1.2."""
    as_json = launcher.to_end("plugins", "list", "--json=true")
    assert json.loads(as_json.stdout)["plugins"]
    text = launcher.to_end("plugins", "list").stdout
    assert launcher.to_end("plugins", "list", "--json", "--json=false").stdout == text
    assert launcher.to_end("plugins", "list", "--json=false", "--json").stdout == as_json.stdout
    plugin = json.loads(as_json.stdout)["plugins"][0]["id"]
    before, behind = ["plugins", "inspect", "--json", plugin], ["plugins", "inspect", plugin, "--json"]
    assert launcher.to_end(*before).stdout == launcher.to_end(*behind).stdout
    refused = launcher.to_end("plugins", "list", "--json=maybe")
    assert refused.code == 1 and "--json" in refused.complaint and "maybe" in refused.complaint
    assert launcher.to_end("health", "--port", "1", "--port=2").stdout.startswith("Locator: port=2\n")


@pytest.mark.parametrize(
    "line",
    [
        ["--help"],
        ["--version"],
        ["config", "reference"],
        ["completion", "bash"],
        ["help", "quickstart"],
        ["profiles", "samples", "list", "--json"],
        ["health", "--port", "1"],
        ["bogus", "--json"],
    ],
)
def test_a_result_that_cannot_be_written_is_a_failure(launcher: Launcher, line: list[str]) -> None:
    """A full disk behind `>`: the code says so, and standard error why. A reader that has had enough misses nothing."""
    command = [str(launcher.binary), *line]
    with open("/dev/full", "wb") as full:
        ended = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, env=environment())
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1 and "standard output cannot be written: No space left" in ended.stderr


def test_a_reader_that_has_had_enough_misses_nothing(launcher: Launcher) -> None:
    ours, theirs = os.pipe()
    os.close(ours)
    command = [str(launcher.binary), "config", "reference"]
    ended = subprocess.run(command, stdout=theirs, stderr=subprocess.PIPE, text=True, timeout=60, env=environment())
    os.close(theirs)
    assert ended.stderr == ""


@pytest.mark.parametrize(
    ("line", "option"),
    [
        (["health", "--port", "1", "--pid", "-4"], "--pid=…"),
        (["run", "--control-plane.poll-timeout", "-1s"], "--control-plane.poll-timeout=…"),
    ],
)
def test_a_value_with_a_dash_is_told_how_to_stand(launcher: Launcher, line: list[str], option: str) -> None:
    ended = launcher.to_end(*line)
    assert ended.code == 1 and ended.stdout == "" and option in ended.complaint
    written = [*line[:-2], f"{line[-2]}={line[-1]}"]
    assert option not in launcher.to_end(*written).stderr


@pytest.mark.parametrize(
    ("line", "flag"),
    [
        (["health", "--url-file", ""], "--url-file"),
        (["health", "--port", "1", "--pid-file", ""], "--pid-file"),
        (["requests", "list", "--url-file", ""], "--url-file"),
        (["profiles", "validate", "--file", ""], "--file"),
        (["profiles", "add", "x", "--from-file", ""], "--from-file"),
        (["run", "--config", ""], "--config"),
        (["run", "--profile", ""], "--profile"),
    ],
)
def test_an_empty_path_names_its_flag(launcher: Launcher, line: list[str], flag: str) -> None:
    """operator 3.3."""
    ended = launcher.to_end(*line)
    assert ended.code == 1 and ended.stdout == "" and ended.complaint.startswith(f"{flag}: ")


def test_output_for_programs_has_no_colours(launcher: Launcher) -> None:
    """W-04: neither in help nor in results, when nobody looks."""
    for line in [[], ["help", "quickstart"], ["health", "--port", "1"]]:
        ended = launcher.to_end(*line)
        assert "\x1b" not in ended.stdout + ended.stderr
