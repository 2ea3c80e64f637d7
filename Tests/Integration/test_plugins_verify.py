"""plugins verify, new and path: a stranger's plugin is held against the rules, whatever it does."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
from pathlib import Path

import pytest
from conftest import REPOSITORY
from harness.process import Ended, Launcher

HEADERS = REPOSITORY / "sdk/include"

# One plugin, with a place for each thing that can be wrong with it.
PLUGIN = r"""
#include <tunnel/simple.h>
#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>
#ifndef VERSION
#define VERSION "1.0.0"
#endif
#ifndef VENDOR
#define VENDOR "Example"
#endif
#ifndef SCHEMA
#define SCHEMA NULL
#endif
#ifndef EXTENSION
#define EXTENSION TUNNEL_TRANSPORT
#endif
#ifndef SERVICE
#define SERVICE NULL
#endif
#ifndef IN_ANSWER
#define IN_ANSWER
#endif
#ifndef IN_CREATE
#define IN_CREATE
#endif
#ifndef AT_LOADING
#define AT_LOADING
#endif
#ifndef IN_DESCRIPTOR_AT
#define IN_DESCRIPTOR_AT
#endif

static void *idle(void *unused) { for (;;) pause(); return unused; }
static inline void start_thread(void) { pthread_t thread; pthread_create(&thread, NULL, idle, NULL); }
__attribute__((constructor)) static void loaded(void) { (void)start_thread; AT_LOADING; }

static tunnel_status answer(const tunnel_simple *plugin, const tunnel_call *call, tunnel_simple_reply *reply) {
  (void)plugin, (void)call;
  IN_ANSWER;
  return tunnel_simple_text(reply, "{}");
}

static const char *const extensions[] = {EXTENSION, NULL};
static const char *const services[] = {SERVICE, NULL};
static const tunnel_plugin_descriptor descriptor = {
  .size = sizeof descriptor, .id = "com.example.odd", .version = VERSION, .vendor = VENDOR, .summary = "Odd",
  .extensions = extensions, .host_services = services, .config_schema = SCHEMA};
static uint32_t count(void) { return 1; }
static const tunnel_plugin_descriptor *at(uint32_t index) {
  IN_DESCRIPTOR_AT;
  return index == 0 ? &descriptor : NULL;
}
static tunnel_status create(
    const tunnel_host *host, const char *id, tunnel_plugin_instance **instance, tunnel_error *error) {
  IN_CREATE;
  return strcmp(id, descriptor.id) == 0 ? tunnel_simple_create(host, answer, instance, error) : TUNNEL_E_INVALID;
}
TUNNEL_PLUGIN_EXPORT const tunnel_plugin_entry tunnel_plugin = {
  .size = sizeof tunnel_plugin, .abi_version = TUNNEL_ABI_VERSION, .descriptor_count = count, .descriptor_at = at,
  .create = create};
"""


def compile_plugin(folder: Path, *flags: str, **places: str) -> Path:
    source, library = folder / "odd.c", folder / "odd.so"
    source.write_text(PLUGIN)
    defines = [f"-D{name.upper()}={code}" for name, code in places.items()]
    command = ["cc", "-std=gnu11", "-shared", "-fPIC", "-pthread", f"-I{HEADERS}", *defines, *flags]
    subprocess.run([*command, str(source), "-o", str(library)], check=True)
    return library


def verify(launcher: Launcher, library: Path, *flags: str) -> tuple[Ended, dict[str, dict]]:
    """The end of the command and its checks by name."""
    ended = launcher.to_end("plugins", "verify", "--json", *flags, str(library), timeout=120)
    return ended, {check["check"]: check for check in json.loads(ended.stdout)["checks"]}


@pytest.mark.parametrize("module", ["HTTPTransport", "StdioTransport", "StubTransport", "HarpoonTransport", "NativeTransport"])
def test_the_bundled_plugins_pass(launcher: Launcher, module: str) -> None:
    folder = Path(os.path.realpath(launcher.binary)).parent
    release = folder.parent / "lib/plugins" / f"{module.removesuffix('Transport').lower()}.so"
    library = release if release.exists() else folder / f"libTunnelPlugin{module}.so"
    ended, checks = verify(launcher, library)
    assert ended.code == 0, ended
    assert {check["outcome"] for check in checks.values()} == {"pass"}


def test_a_decent_plugin_passes(launcher: Launcher, tmp_path: Path) -> None:
    library = compile_plugin(tmp_path, "-fvisibility=hidden")
    ended, checks = verify(launcher, library)
    assert ended.code == 0, ended
    assert checks["refusal"]["outcome"] == "skip", "without a schema nothing is wrong"
    document = json.loads(ended.stdout)
    assert document["passed"] is True
    assert document["sha256"] == hashlib.sha256(library.read_bytes()).hexdigest()


@pytest.mark.parametrize(
    ("check", "places", "detail"),
    [
        ("request", {"in_answer": "abort()"}, "crashed with SIGABRT"),
        ("request", {"in_answer": "*(volatile int *)8 = 1"}, "crashed with SIGSEGV"),
        ("request", {"in_answer": "_exit(3)"}, "ended the process with exit code 3"),
        ("loading", {"at_loading": "abort()"}, "crashed with SIGABRT"),
        ("life-cycle", {"in_create": "abort()"}, "crashed with SIGABRT"),
        ("side-effects", {"at_loading": "start_thread()"}, "1 thread"),
        ("side-effects", {"in_descriptor_at": 'open("/dev/null", O_RDONLY)'}, "open file"),
        ("side-effects", {"at_loading": "if (fork() == 0) { sleep(60); _exit(0); }"}, "1 child"),
        ("stability", {"in_descriptor_at": "if (index > 0) return &descriptor"}, "out of range"),
        ("identity", {"version": '"one"'}, "no semantic version"),
        ("identity", {"vendor": '" "'}, "vendor is empty"),
        ("extensions", {"extension": '"tunnel.transprt/1"'}, "does not know tunnel.transprt/1"),
        ("host-services", {"service": '"tunnel.host.htp/1"'}, "has no tunnel.host.htp/1"),
        ("schema", {"schema": '"{"'}, "is not JSON"),
        ("schema", {"schema": r'"{\"if\":true}"'}, "/if"),
        ("unknown-id", {"in_create": "id = descriptor.id"}, "create said OK"),
        ("life-cycle", {"in_create": "return TUNNEL_E_MEMORY"}, "create refused"),
        ("life-cycle", {"in_create": "return TUNNEL_OK"}, "gave no instance"),
        (
            "grants",
            {
                "in_answer": '((const tunnel_status *(*)(const tunnel_host *, const void *, void *, void *, void *))'
                '*(void *const *)((const char *)plugin->host->get_extension(plugin->host, "tunnel.host.timer/1") + 8))'
                "(plugin->host, NULL, NULL, NULL, NULL)"
            },
            "not granted",
        ),
    ],
)
def test_what_is_wrong_fails_its_check(
    launcher: Launcher, tmp_path: Path, check: str, places: dict[str, str], detail: str
) -> None:
    """The check that the plugin fails says so, with a fix, and the command itself goes on to its end."""
    ended, checks = verify(launcher, compile_plugin(tmp_path, "-fvisibility=hidden", **places))
    assert ended.code == 2, ended
    assert checks[check]["outcome"] == "fail", checks[check]
    assert detail in checks[check]["detail"]
    assert checks[check]["fix"]


def test_a_hanging_plugin_is_a_finding(launcher: Launcher, tmp_path: Path) -> None:
    library = compile_plugin(tmp_path, "-fvisibility=hidden", in_create="idle(NULL)")
    ended, checks = verify(launcher, library, "--timeout", "2")
    assert ended.code == 2
    assert "did not come back within 2 seconds" in checks["life-cycle"]["detail"]
    assert checks["closing"]["outcome"] == "skip"


def test_more_exported_symbols_are_a_warning(launcher: Launcher, tmp_path: Path) -> None:
    (tmp_path / "odd.c").write_text(PLUGIN + "int another_symbol(void) { return 1; }\n")
    command = ["cc", "-shared", "-fPIC", "-pthread", f"-I{HEADERS}", str(tmp_path / "odd.c"), "-o", str(tmp_path / "b.so")]
    subprocess.run(command, check=True)
    ended, checks = verify(launcher, tmp_path / "b.so")
    assert ended.code == 0
    assert checks["symbols"]["outcome"] == "warn"
    assert "another_symbol" in checks["symbols"]["detail"]


def test_a_schema_is_used_to_open_the_plugin_right_and_wrong(launcher: Launcher, tmp_path: Path) -> None:
    schema = r'"{\"required\":[\"a\"],\"properties\":{\"a\":{\"type\":\"string\"}}}"'
    library = compile_plugin(tmp_path, "-fvisibility=hidden", schema=schema)
    ended, checks = verify(launcher, library)
    assert ended.code == 0, "what cannot be derived is skipped"
    assert checks["opening"]["outcome"] == "skip" and "--config" in checks["opening"]["fix"]
    assert checks["refusal"]["outcome"] == "warn", "this one's open takes everything"
    ended, checks = verify(launcher, library, "--config", '{"a":"x"}')
    assert checks["opening"]["outcome"] == "pass" and checks["closing"]["outcome"] == "pass"
    ended, checks = verify(launcher, library, "--config", '{"a":"SECRET","b":1,"a":7}')
    assert checks["opening"]["outcome"] == "fail"
    assert "SECRET" not in ended.stdout


@pytest.fixture(scope="module")
def test_plugins(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("test-plugins")
    subprocess.run([str(REPOSITORY / "scripts/build-test-plugins"), str(folder)], check=True)
    return folder


@pytest.mark.parametrize("method", ["finish-twice", "emit-after-finish", "two-responses", "unknown-handle"])
def test_faults_that_the_host_counts_fail(launcher: Launcher, test_plugins: Path, method: str) -> None:
    ended, checks = verify(launcher, test_plugins / "misbehave.so", "--method", method)
    assert ended.code == 2
    assert checks["faults"]["outcome"] == "fail", checks["faults"]


def test_a_request_without_an_end_is_cancelled(launcher: Launcher, test_plugins: Path) -> None:
    _, checks = verify(launcher, test_plugins / "misbehave.so", "--method", "never-finish")
    assert checks["request"]["outcome"] == "pass" and "cancelled" in checks["request"]["detail"]


@pytest.mark.parametrize(
    ("name", "check"),
    [
        ("abi_too_new", "entry"), ("short_entry", "entry"), ("null_create", "entry"), ("bad_utf8", "descriptors"),
        ("no_symbol", "symbols"), ("null_vtable", "opening"),
    ],
)  # fmt: skip
def test_the_broken_ones_fail(launcher: Launcher, test_plugins: Path, name: str, check: str) -> None:
    ended, checks = verify(launcher, test_plugins / f"{name}.so")
    assert ended.code == 2
    assert checks[check]["outcome"] == "fail"


def test_what_is_no_library_fails_and_what_is_no_file_is_an_error(launcher: Launcher, tmp_path: Path) -> None:
    (tmp_path / "text.so").write_text("text")
    ended, checks = verify(launcher, tmp_path / "text.so")
    assert ended.code == 2 and checks["file"]["outcome"] == "fail"
    for arguments in ([str(tmp_path / "none.so")], [str(tmp_path / "text.so"), "--config", "[]"], []):
        ended = launcher.to_end("plugins", "verify", *arguments)
        assert ended.code == 1 and ended.complaint


def test_only_one_plugin_is_looked_at_when_asked(launcher: Launcher, test_plugins: Path) -> None:
    echo = test_plugins / "echo.so"
    ended, checks = verify(launcher, echo, "--id", "com.example.echo")
    assert ended.code == 0 and checks["closing"]["outcome"] == "pass"
    ended = launcher.to_end("plugins", "verify", "--id", "com.example.none", str(echo))
    assert ended.code == 1 and "com.example.none" in ended.complaint


# ---- New, path, inspect -------------------------------------------------------------------------------------


def test_the_c_starter_builds_and_passes(launcher: Launcher, tmp_path: Path) -> None:
    folder = tmp_path / "my-weather"
    ended = launcher.to_end("plugins", "new", "--lang", "c", "my-weather", "--folder", str(folder))
    assert ended.code == 0, ended
    assert "make" in ended.stdout
    subprocess.run(["make", "-C", str(folder)], check=True)
    ended, _ = verify(launcher, folder / "my-weather.so")
    assert ended.code == 0
    again = launcher.to_end("plugins", "new", "--lang", "c", "my-weather", "--folder", str(folder))
    assert again.code == 1 and "nothing is overwritten" in again.complaint


def test_the_swift_starter_builds_and_passes(launcher: Launcher, tmp_path: Path) -> None:
    folder = tmp_path / "my-weather"
    ended = launcher.to_end("plugins", "new", "--lang", "swift", "my-weather", "--folder", str(folder))
    assert ended.code == 0, ended
    subprocess.run(["swift", "build"], cwd=folder, check=True, timeout=600)
    ended, checks = verify(launcher, folder / ".build/debug/libMyWeatherPlugin.so")
    assert ended.code == 0
    assert {check["outcome"] for check in checks.values()} == {"pass"}


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--lang", "c", "My_Weather"], "cannot be used"), (["--lang", "c", "-"], ""),
        (["--lang", "c", "../up"], "cannot be used"), (["--lang", "rust", "weather"], "'c' and 'swift'"),
        (["--lang", "c", "weather", "--id", "Weather"], "reverse DNS"),
        (["--lang", "c", "weather", "--sdk", "/nowhere"], "--sdk"),
    ],
)  # fmt: skip
def test_a_starter_that_cannot_be_written(
    launcher: Launcher, tmp_path: Path, arguments: list[str], complaint: str
) -> None:
    ended = launcher.to_end("plugins", "new", "--folder", str(tmp_path / "new"), *arguments)
    assert ended.code == 1
    assert complaint in ended.complaint
    assert not (tmp_path / "new").exists()


def test_path_shows_each_folder_and_whether_it_is_there(launcher: Launcher, tmp_path: Path) -> None:
    ended = launcher.to_end("plugins", "path", "--json", "--plugin-path", str(tmp_path), "--plugin-path", "/nowhere")
    assert ended.code == 0
    folders = json.loads(ended.stdout)["search_path"]
    assert folders[0] == {"folder": str(tmp_path), "origin": "--plugin-path", "exists": True}
    assert folders[1] == {"folder": "/nowhere", "origin": "--plugin-path", "exists": False}
    assert folders[-1]["origin"] == "beside the binary"
    people = launcher.to_end("plugins", "path", "--plugin-path", "/nowhere").stdout.splitlines()
    assert people[0] == "/nowhere (--plugin-path): no such folder"


def test_inspect_shows_the_digest(launcher: Launcher, test_plugins: Path) -> None:
    digest = hashlib.sha256((test_plugins / "echo.so").read_bytes()).hexdigest()
    flags = ["com.example.echo", "--plugin-path", str(test_plugins)]
    assert digest in launcher.to_end("plugins", "inspect", *flags).stdout
    document = json.loads(launcher.to_end("plugins", "inspect", "--json", *flags).stdout)
    assert document["sha256"] == digest
    assert document["loadable_extensions"] == ["tunnel.transport/1"]


def test_a_wrong_configuration_is_refused_with_everything_that_is_wrong(launcher: Launcher) -> None:
    """Before the plugin's open: all problems at once, with the keys that were meant and no value."""
    entry = 'channel=main,plugin=org.tunnel-client.http,config={"urll":"http://SECRET","max_message_bytes":1}'
    ended = launcher.to_end("dev", "proxy", "--mcp.plugin", entry)
    assert ended.code == 1
    assert re.search(r'unknown key "urll"; did you mean "url"\?', ended.complaint)
    assert '"max_message_bytes" must be at least 1024' in ended.complaint
    assert '"url" is missing' in ended.complaint
    assert "SECRET" not in ended.complaint


# ---- What a profile requires of a plugin --------------------------------------------------------------------


def serve(launcher: Launcher, folder: Path, requirement: str) -> Ended:
    """A run whose profile requires something of the echo plugin that is not so."""
    profile = folder / "profile.yaml"
    profile.write_text(
        f"""plugins:
  load:
    - id: com.example.echo
      {requirement}
mcp:
  bindings:
    - channel: main
      transport: com.example.echo
"""
    )
    common = ["--control-plane.base-url", "http://127.0.0.1:1", "--control-plane.tunnel-id", "tunnel_" + "0" * 32]
    return launcher.to_end("run", "--config", str(profile), *common, "--plugin-path", str(folder))


@pytest.mark.parametrize(
    ("requirement", "complaint"),
    [
        ('version: ">=2"', r"is required in version >=2\. .*found instead: .*echo\.so \(com\.example\.echo 1\.0\.0\)"),
        (f"sha256: {'a' * 64}", r"no file has it.*not opened: .*echo\.so \(sha256 [0-9a-f]{64}\)"),
        ("grants: [tunnel.host.http/1]", r"is granted tunnel\.host\.http/1, which it does not ask for"),
        ("version: latest", r'"latest" is no version constraint'),
    ],
)
def test_a_profile_requires_something_of_a_plugin(
    launcher: Launcher, test_plugins: Path, tmp_path: Path, requirement: str, complaint: str
) -> None:
    (tmp_path / "echo.so").symlink_to(test_plugins / "echo.so")
    ended = serve(launcher, tmp_path, requirement)
    assert ended.code == 1
    assert re.search(complaint, ended.stderr), ended.stderr
