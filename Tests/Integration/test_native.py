"""The native transport: C functions as tools, of libraries that nobody here wrote and of one that misbehaves."""

from __future__ import annotations

import asyncio
import base64
import json
import subprocess
import zlib
from pathlib import Path

import pytest
from conftest import REPOSITORY
from controlplane import ControlPlane
from harness.process import Ended, Launcher, Tunnel
from harness.rpc import request, tools_call
from harness.waiting import wait_until
from mcp import Client

PLUGIN = "org.tunnel-client.native"
SOURCE = Path(__file__).parent / "targets" / "native_library.c"
MATH = {
    "library": "libm.so.6",
    "server_name": "mathematics",
    "instructions": "Functions of the C library.",
    "functions": [
        {"name": "power", "signature": "double pow(double x, double y)", "description": "x to the power of y",
         "parameters": {"x": {"description": "The base"}, "y": {"default": 2}}, "annotations": {"readOnlyHint": True}},
        {"signature": "double hypot(double x, double y)"},
    ],
}
OURS = [
    {"signature": "int8_t negate8(int8_t value)"},
    {"signature": "uint64_t most(void)"},
    {"signature": "_Bool is_even(uint32_t value)"},
    {"signature": "float half(float value)"},
    {"signature": "double sum(int8_t a, uint16_t b, int32_t c, int64_t d, float e, double f, uint8_t g, int16_t h,"
                  " uint32_t i, uint64_t j, double k)"},
    {"signature": "char *shout(const char *text)", "free": "release"},
    {"signature": "int released(void)"},
    {"signature": "uint64_t count_bytes(bytes data, uint8_t wanted)"},
    {"signature": "int divide(int a, int b)", "fails": "negative", "message": "const char *last_words(void)"},
    {"signature": "const char *nothing(void)"},
    {"signature": "int crash(void)"},
    {"signature": "int hold(const char *folder)"},
    {"name": "hold_briefly", "signature": "int hold(const char *folder)", "timeout": 0.2},
    {"signature": "int crowd(void)"},
]


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("native") / "libours.so"
    flags = ["-std=gnu11", "-Wall", "-Wextra", "-Werror", "-O1", "-g", "-shared", "-fPIC"]
    subprocess.run(["cc", *flags, SOURCE, "-o", path], check=True)
    return path


@pytest.fixture
def manifest(library: Path) -> dict:
    return {"library": str(library), "functions": OURS}


def plugin(manifest: dict, isolation: str | None = None) -> list[str]:
    said = f",isolation={isolation}" if isolation else ""
    return ["--mcp.plugin", f"plugin={PLUGIN}{said},config={json.dumps(manifest)}"]


def run(plane: ControlPlane, launcher: Launcher, manifest: dict, *flags: str, isolation: str | None = None) -> Tunnel:
    tunnel = launcher.run(plane, *plugin(manifest, isolation), *flags)
    tunnel.wait_ready()
    return tunnel


def call(plane: ControlPlane, tool: str, **arguments: object) -> dict:
    return plane.answer(plane.send(tools_call(tool, **arguments))).message["result"]


def value(plane: ControlPlane, tool: str, **arguments: object) -> object:
    result = call(plane, tool, **arguments)
    assert not result["isError"], result
    return result["structuredContent"]["result"]


def failure(plane: ControlPlane, tool: str, **arguments: object) -> str:
    result = call(plane, tool, **arguments)
    assert result["isError"], result
    return result["content"][0]["text"]


def plugin_status(tunnel: Tunnel) -> dict:
    status = json.loads(tunnel.get("/api/status")[1])
    return next(plugin for plugin in status["plugins"] if plugin["id"] == PLUGIN)


@pytest.mark.parametrize("mode", ["legacy", "auto"])
def test_libm_through_the_official_client(launcher: Launcher, tmp_path: Path, mode: str) -> None:
    """From a manifest file, through dev proxy, control plane and tunnel, as a client sees it."""
    path = tmp_path / "math.json"
    path.write_text(json.dumps(MATH))
    proxy = launcher.dev_proxy(*plugin({"manifest": str(path)}))

    async def use() -> None:
        async with Client(proxy.mcp_url, mode=mode, read_timeout_seconds=20) as client:
            assert client.server_info.name == "mathematics"
            tools = {tool.name: tool for tool in (await client.list_tools()).tools}
            assert list(tools) == ["power", "hypot"]
            assert tools["power"].annotations.read_only_hint
            assert tools["power"].input_schema["required"] == ["x"]
            # The client holds structured results against the tool's output schema.
            assert (await client.call_tool("power", {"x": 2, "y": 10})).structured_content == {"result": 1024.0}
            assert (await client.call_tool("power", {"x": 3})).structured_content == {"result": 9.0}
            assert (await client.call_tool("hypot", {"x": 3, "y": 4})).content[0].text == "5.0"
            infinite = await client.call_tool("power", {"x": 0, "y": -1})
            assert infinite.structured_content == {"result": "Infinity"}
            wrong = await client.call_tool("power", {"x": "two"})
            assert wrong.is_error and '"x" must be a number' in wrong.content[0].text

    asyncio.run(use())


def test_zlib(plane: ControlPlane, launcher: Launcher) -> None:
    """Bytes as base64, a length of 32 bits, and the same answers as another binding of the library."""
    manifest = {"library": "libz.so.1", "functions": [
        {"signature": "const char *zlibVersion(void)"},
        {"signature": "unsigned long crc32(unsigned long crc, bytes32 data)", "parameters": {"crc": {"default": 0}}},
    ]}
    run(plane, launcher, manifest)
    assert value(plane, "zlibVersion") == zlib.ZLIB_RUNTIME_VERSION
    data = bytes(range(256)) * 4000
    assert value(plane, "crc32", data=base64.b64encode(data).decode()) == zlib.crc32(data)


def test_every_kind_of_value(plane: ControlPlane, launcher: Launcher, manifest: dict) -> None:
    run(plane, launcher, manifest)
    assert value(plane, "negate8", value=-127) == 127
    assert "must be an integer from -128 to 127" in failure(plane, "negate8", value=128)
    assert value(plane, "most") == str(2**64 - 1)
    assert value(plane, "is_even", value=4294967294) is True
    assert value(plane, "half", value=0.5) == 0.25
    assert value(plane, "sum", a=-1, b=65535, c=-100000, d=2**40, e=0.5, f=0.25, g=255, h=-3, i=2**32 - 1, j=str(2**41),
                 k=1e-3) == -1 + 65535 - 100000 + 2**40 + 0.5 + 0.25 + 255 - 3 + 2**32 - 1 + 2**41 + 1e-3
    assert value(plane, "shout", text="grüße") == "GRüßE"
    assert value(plane, "released") == 1
    assert value(plane, "count_bytes", data=base64.b64encode(b"\0a\0b\0").decode(), wanted=0) == 3
    assert value(plane, "nothing") is None
    assert value(plane, "divide", a=7, b=2) == 3
    assert failure(plane, "divide", a=7, b=0) == "divide failed with -1: 7 cannot be divided by zero"


def test_by_default_it_has_a_process_of_its_own_and_a_crash_costs_its_own_call(
    plane: ControlPlane, launcher: Launcher, manifest: dict
) -> None:
    """Architecture 3.7: native code may do its worst; the tunnel goes on and the library comes back."""
    tunnel = run(plane, launcher, manifest)
    assert plugin_status(tunnel)["isolation"] == "process"
    crashed = plane.answer(plane.send(tools_call("crash")))
    assert crashed.envelope["resp_code"] == 502 and crashed.failure["source"] == "transport_closed"
    tunnel.watch(lambda: plugin_status(tunnel)["restarts"] == 1, "a restart")
    tunnel.wait_ready()
    assert value(plane, "negate8", value=1) == -1
    assert "plugin process killed by signal 11" in tunnel.stderr


def test_the_operator_may_have_it_in_the_process(plane: ControlPlane, launcher: Launcher, manifest: dict) -> None:
    tunnel = run(plane, launcher, manifest, isolation="none")
    assert plugin_status(tunnel)["isolation"] == "none"
    assert value(plane, "negate8", value=1) == -1


def test_a_function_that_does_not_return(
    plane: ControlPlane, launcher: Launcher, manifest: dict, tmp_path: Path
) -> None:
    """It cannot be interrupted: its caller gets an answer in time, those behind it wait, and it does no harm."""
    tunnel = run(plane, launcher, manifest)
    assert "hold_briefly did not return within 0.2 seconds. It cannot be interrupted" in failure(
        plane, "hold_briefly", folder=str(tmp_path))
    assert (tmp_path / "began").exists()
    behind = plane.send(tools_call("negate8", value=5))
    late = failure(plane, "hold_briefly", folder=str(tmp_path))
    assert "was not called within 0.2 seconds: other calls of the library were before it" in late
    assert plane.answer(plane.send(request("tools/list"))).message["result"]["tools"], "what needs no library waits for none"
    assert not plane.accepted_for(behind)
    (tmp_path / "stop").touch()
    assert plane.answer(behind).message["result"]["structuredContent"] == {"result": -5}
    assert "hold goes on" not in tunnel.stderr and "hold_briefly goes on after its timeout" in tunnel.stderr


def test_a_stop_does_not_wait_for_it(plane: ControlPlane, launcher: Launcher, manifest: dict, tmp_path: Path) -> None:
    """Inside the tunnel's process, too."""
    tunnel = run(plane, launcher, manifest, isolation="none")
    held = plane.send(tools_call("hold", folder=str(tmp_path)), response_timeout="30s")
    wait_until((tmp_path / "began").exists, "the call in the library")
    tunnel.stop()
    assert plane.answer(held, timeout=1).envelope["resp_code"] == 503


@pytest.mark.parametrize(("concurrency", "most"), [(1, 1), (4, 4)])
def test_calls_are_one_by_one_unless_the_manifest_says_otherwise(
    plane: ControlPlane, launcher: Launcher, manifest: dict, concurrency: int, most: int
) -> None:
    run(plane, launcher, manifest | {"concurrency": concurrency})
    commands = plane.send_all([plane.command(tools_call("crowd")) for _ in range(24)])
    seen = [plane.answer(command).message["result"]["structuredContent"]["result"] for command in commands]
    assert max(seen) <= most
    assert most == 1 or max(seen) > 1


def test_two_channels_of_one_library_take_turns(plane: ControlPlane, launcher: Launcher, manifest: dict) -> None:
    """In one process a library is there once, whatever its channels are."""
    text = json.dumps(manifest)
    both = [flag for name in ("main", "side")
            for flag in ("--mcp.plugin", f"channel={name},plugin={PLUGIN},isolation=none,config={text}")]
    launcher.run(plane, *both).wait_ready()
    commands = plane.send_all([
        plane.command(tools_call("crowd"), channel=channel) for _ in range(12) for channel in ("main", "side")])
    assert {plane.answer(command).message["result"]["structuredContent"]["result"] for command in commands} == {1}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"library": "/no/such.so"}, "library: /no/such.so: No such file or directory"),
        ({"library": "libm.so.6"}, 'functions[0]: libm.so.6 exports no "negate8"'),
        ({"functions": [{"signature": "int f(struct a b)"}]}, "functions[0].signature: parameter \"b\""),
        ({"concurency": 2}, 'unknown key "concurency"; did you mean "concurrency"?'),
    ],
)
def test_what_is_wrong_stops_the_start(
    plane: ControlPlane, launcher: Launcher, manifest: dict, change: dict, words: str
) -> None:
    ended = launcher.to_end(
        "run", "--control-plane.base-url", plane.base_url, "--control-plane.tunnel-id",
        "tunnel_0123456789abcdef0123456789abcdef", "--health.listen-addr", "127.0.0.1:0", *plugin(manifest | change))
    assert ended.code == 1 and words in ended.stderr


def ask(launcher: Launcher, *arguments: str) -> Ended:
    return launcher.to_end("plugins", "call", *arguments)


def test_plugins_call_shows_and_calls_the_functions_of_plugins(launcher: Launcher, tmp_path: Path) -> None:
    """Each by the signature that its plugin declared for it (tunnel.diagnostic/1)."""
    listed = ask(launcher, PLUGIN)
    assert listed.code == 0 and "check_manifest(string path) -> string" in listed.stdout
    document = json.loads(ask(launcher, PLUGIN, "--list", "--json").stdout)
    assert [function["name"] for function in document["functions"]] == ["check_manifest", "read_signature"]

    understood = ask(launcher, PLUGIN, "read_signature", "unsigned int f(const char *text, size_t count);")
    assert understood.stdout == "uint32 f(string text, uint64 count)\n"
    refused = ask(launcher, PLUGIN, "read_signature", "int f(char c)")
    assert refused.code == 1 and refused.stdout == "" and "write int8 or uint8" in refused.stderr

    (tmp_path / "math.json").write_text(json.dumps(MATH))
    tools = json.loads(ask(launcher, PLUGIN, "check_manifest", str(tmp_path / "math.json")).stdout)
    assert [tool["name"] for tool in tools] == ["power", "hypot"]
    (tmp_path / "math.json").write_text(json.dumps(MATH | {"library": "libz.so.1"}))
    wrong = ask(launcher, PLUGIN, "check_manifest", str(tmp_path / "math.json"), "--json")
    assert wrong.code == 1 and 'libz.so.1 exports no "pow"' in json.loads(wrong.stdout)["error"]["message"]

    answer = ask(launcher, "org.tunnel-client.stub", "answer", '{"jsonrpc":"2.0","id":5,"method":"tools/list"}', "--json")
    assert [tool["name"] for tool in json.loads(json.loads(answer.stdout)["result"])["result"]["tools"]][:1] == ["binary"]
    words = ask(launcher, "org.tunnel-client.stdio", "split_command", "python 'my server.py' --flag=\"a b\"")
    assert json.loads(words.stdout) == ["python", "my server.py", "--flag=a b"]


DIAGNOSTIC_PLUGIN = r"""
#include <tunnel/ext/diagnostic.h>
#include <tunnel/ext/transport.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static double half(double value) { puts("noise"); return value / 2; }
static unsigned long count(const void *data, size_t size) { (void)data; return size; }
static int crash(void) { return *(volatile int *)8; }
static void hang(void) { for (;;) pause(); }

#define FUNCTION(symbol, signature) \
  {sizeof(tunnel_diagnostic_function), 0, #symbol, signature, "For a test", (void (*)(void))symbol, NULL}
static const tunnel_diagnostic_function all[] = {
  FUNCTION(half, "double(double value)"), FUNCTION(count, "uint64(bytes data)"), FUNCTION(crash, "int()"),
  FUNCTION(hang, "void()")};
static const tunnel_diagnostic_function *const list[] = {&all[0], &all[1], &all[2], &all[3], NULL};
static const tunnel_diagnostic table = {sizeof table, 0, list};

static const void *get_extension(tunnel_plugin_instance *self, const char *name) {
  (void)self;
  return strcmp(name, TUNNEL_DIAGNOSTIC) == 0 ? &table : NULL;
}
static void destroy(tunnel_plugin_instance *self) { free(self); }
static tunnel_status create(const tunnel_host *host, const char *id, tunnel_plugin_instance **instance, tunnel_error *error) {
  (void)host, (void)id, (void)error;
  *instance = malloc(sizeof **instance);
  **instance = (tunnel_plugin_instance){sizeof **instance, NULL, get_extension, destroy};
  return TUNNEL_OK;
}
static const char *const offered[] = {TUNNEL_DIAGNOSTIC, NULL};
static const tunnel_plugin_descriptor descriptor = {
  sizeof descriptor, 0, "com.example.asked", "1.0.0", "Example", "Has functions", offered, NULL, NULL};
static uint32_t number(void) { return 1; }
static const tunnel_plugin_descriptor *at(uint32_t index) { return index == 0 ? &descriptor : NULL; }
TUNNEL_PLUGIN_EXPORT const tunnel_plugin_entry tunnel_plugin = {sizeof tunnel_plugin, TUNNEL_ABI_VERSION, number, at, create};
"""


def test_plugins_call_survives_a_strangers_plugin(launcher: Launcher, tmp_path: Path) -> None:
    """By its file; what it prints is no answer, a crash and a hang are said, and bytes come from a file."""
    (tmp_path / "asked.c").write_text(DIAGNOSTIC_PLUGIN)
    library = tmp_path / "asked.so"
    flags = ["-std=c11", "-Wall", "-Wextra", "-Wno-cast-function-type", "-fvisibility=hidden", "-shared", "-fPIC"]
    subprocess.run(["cc", *flags, f"-I{REPOSITORY}/sdk/include", tmp_path / "asked.c", "-o", library], check=True)

    half = ask(launcher, str(library), "half", "--", "-5")
    assert (half.code, half.stdout) == (0, "-2.5\n") and "noise" in half.stderr
    (tmp_path / "data").write_bytes(b"\0\xff" * 500)
    assert ask(launcher, str(library), "count", f"@{tmp_path / 'data'}").stdout == "1000\n"
    assert json.loads(ask(launcher, str(library), "count", "four", "--json").stdout)["result"] == 4
    for arguments, words in [
        (["half", "much"], '"much" is not a number'), (["half"], "takes 1 arguments, not 0: half(double value) -> double"),
        (["nope"], 'has no function "nope"; it has half, count, crash, hang'),
        (["crash"], "crashed with SIGSEGV"), (["hang", "--timeout", "1"], "did not return within 1 seconds"),
    ]:
        ended = ask(launcher, str(library), *arguments)
        assert ended.code == 1 and words in ended.stderr, ended
    verified = launcher.to_end("plugins", "verify", str(library))
    assert "PASS  has functions for people that can be called as they say: half, count, crash, hang" in verified.stdout
    (tmp_path / "asked.c").write_text(DIAGNOSTIC_PLUGIN.replace("uint64(bytes data)", "ulong(bytes data)"))
    subprocess.run(["cc", *flags, f"-I{REPOSITORY}/sdk/include", tmp_path / "asked.c", "-o", library], check=True)
    refused = launcher.to_end("plugins", "verify", str(library))
    assert refused.code == 2
    assert 'the signature of its function count: there is no type "ulong"' in refused.stdout

    none = ask(launcher, "org.tunnel-client.static", "any")
    assert none.code == 1 and "org.tunnel-client.static has no functions to call" in none.stderr
