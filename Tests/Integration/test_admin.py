"""`tunnel-client admin tunnels` against a management API (operator section 14, acceptance 28.7, W-53 to W-56)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from harness.certificates import Authority
from harness.http import free_port
from harness.process import Ended, Launcher, environment
from targets.connect_proxy import ConnectProxy
from targets.management import Management, Trouble

KEY = "sk-admin-0123456789"


@pytest.fixture
def management() -> Iterator[Management]:
    server = Management()
    yield server
    server.close()


class Admin:
    """The command with its place and key."""

    def __init__(self, launcher: Launcher, server: Management):
        self.launcher = launcher
        self.server = server

    def __call__(self, *arguments: str, key: str | None = KEY, url: str | None = None, **env: str | None) -> Ended:
        return self.launcher.to_end(
            "admin", "tunnels", *arguments, "--control-plane.base-url", url or self.server.base_url,
            env=environment(OPENAI_ADMIN_KEY=key, **{"CONTROL_PLANE_API_KEY": None, **env}),
        )  # fmt: skip

    def json(self, *arguments: str, **more: str | None) -> dict:
        ended = self(*arguments, "--json", **more)
        assert ended.code == 0 and ended.stderr == "", ended
        return json.loads(ended.stdout)

    def error(self, *arguments: str, **more: str | None) -> dict:
        ended = self(*arguments, "--json", **more)
        assert ended.code == 1 and ended.stderr == "", ended
        assert KEY not in ended.stdout
        return json.loads(ended.stdout)["error"]


@pytest.fixture
def admin(launcher: Launcher, management: Management) -> Admin:
    return Admin(launcher, management)


CREATE = ["create", "--name", "n", "--description", "d", "--organization-id", "org-1"]


def test_a_key_comes_by_reference(admin: Admin, management: Management, tmp_path: Path) -> None:
    """A-140: without one, and with a literal one, nothing is sent."""
    missing = admin("list", "--organization-id", "o", key=None).complaint
    assert "--admin-key" in missing and "OPENAI_ADMIN_KEY" in missing
    literal = admin("list", "--organization-id", "o", "--admin-key", "sk-literal")
    assert literal.code == 1 and "env:NAME" in literal.complaint and "sk-literal" not in literal.stderr
    assert management.seen == []
    file = tmp_path / "key"
    file.write_text("sk-from-a-file\n")
    file.chmod(0o600)
    for reference in (f"file:{file}", "env:OTHER", "exec:echo sk-from-a-command"):
        assert admin("list", "--organization-id", "o", "--admin-key", reference, key=None, OTHER="sk-other").code == 0
    keys = [seen.headers["authorization"] for seen in management.seen]
    assert keys == ["Bearer sk-from-a-file", "Bearer sk-other", "Bearer sk-from-a-command"]


def test_a_tunnel_is_made(admin: Admin, management: Management) -> None:
    """A-141: the exact body, the headers of 1.9, the id, the note, the request id."""
    ended = admin(*CREATE, "--workspace-id", "w1,w2")
    assert ended.code == 0 and ended.stdout.startswith("Tunnel tunnel_") and "half a minute" in ended.stdout
    assert management.seen[0].json == {
        "name": "n", "description": "d", "workspace_ids": ["w1", "w2"], "organization_ids": ["org-1"],
    }  # fmt: skip
    headers = management.seen[0].headers
    assert headers["authorization"] == f"Bearer {KEY}" and headers["content-type"] == "application/json"
    assert len(headers["x-tunnel-client-instance-id"]) == 32
    made = admin.json(*CREATE)
    assert made["request_id"] == "req_2" and made["organization_ids"] == ["org-1"]


def test_waiting_asks_as_a_client_would(admin: Admin, management: Management) -> None:
    """W-54: --wait returns once the runtime key may see the tunnel."""
    made = admin.json(*CREATE, "--wait", "20s", CONTROL_PLANE_API_KEY="sk-runtime")
    assert [seen.method for seen in management.seen] == ["POST", "GET"]
    assert management.seen[1].headers["authorization"] == "Bearer sk-runtime" and made["id"]
    management.troubles = [Trouble(), Trouble(401)]
    management.troubles[0].status, management.troubles[0].body = 200, json.dumps({"id": "tunnel_9"}).encode()
    error = admin.error(*CREATE, "--wait", "20s")
    assert error["code"] == "not_ready" and "tunnel_9 was made" in error["message"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["create", "--name", "n", "--organization-id", "o"],
        ["create", "--name", "n", "--description", "d"],
        [*CREATE, "--organization-id", "org-1"],
        ["list"],
        ["list", "--organization-id", "o", "--workspace-id", "w"],
        ["update", "tunnel_1"],
        ["update", "tunnel_1", "--name", ""],
        ["delete", "tunnel_1"],
        ["delete", "tunnel_1", "--confirm", "tunnel_2"],
        ["delete", "..", "--confirm"],
        ["get", ""],
    ],
)
def test_what_cannot_be_right_is_not_sent(admin: Admin, management: Management, arguments: list[str]) -> None:
    """A-142, A-143, A-145, A-147, A-148, W-55."""
    assert admin.error(*arguments)["code"] == "usage_error"
    assert management.seen == []


def test_a_runtime_key_shows_a_tunnel_and_no_list(admin: Admin, management: Management) -> None:
    """A-144"""
    tunnel = management.add(1)
    for variable in ("CONTROL_PLANE_API_KEY", "OPENAI_API_KEY"):
        assert admin.json("get", tunnel, key=None, **{variable: "sk-runtime"})["id"] == tunnel
        reference = ["--admin-key", "env:OPENAI_ADMIN_KEY"]
        assert admin.json("get", tunnel, *reference, key=None, **{variable: "sk-runtime"})["id"] == tunnel
        assert admin("list", "--organization-id", "o", key=None, **{variable: "sk-runtime"}).code == 1


def test_several_owners_are_asked_for_and_shown_once(admin: Admin, management: Management) -> None:
    """A-145, A-146 (W-53): a table, "No tunnels.", --limit and --after."""
    both = management.add(1, organization_ids=["a", "b"], description="x\x1b[31my")
    one = management.add(2, organization_ids=["b"])
    found = admin.json("list", "--organization-id", "a,b")
    assert [tunnel["id"] for tunnel in found["tunnels"]] == [both, one]
    assert [seen.target for seen in management.seen] == [f"/v1/tunnels?organization_id={n}" for n in "ab"]
    assert found["has_more"] is False and found["request_id"] == "req_2"
    table = admin("list", "--organization-id", "b", "--limit", "1").stdout
    assert table.splitlines()[0].split() == ["ID", "NAME", "BELONGS", "TO", "DESCRIPTION"]
    assert table.splitlines()[-1] == f"More with --after {both}" and "\x1b" not in table
    assert one in admin("list", "--organization-id", "b", "--after", both).stdout
    assert admin("list", "--workspace-id", "b").stdout == "No tunnels.\n"
    assert admin("list", "--tenant-id", "b").code == 0
    assert management.seen[-1].target == "/v1/tunnels?tenant_id=b"


def test_only_what_changes_is_sent(admin: Admin, management: Management) -> None:
    """A-147"""
    tunnel = management.add(1, workspace_ids=["w"])
    assert admin.json("update", tunnel, "--description", "new", "--workspace-id", "")["workspace_ids"] == []
    assert management.seen[0].json == {"description": "new", "workspace_ids": []}
    assert (management.seen[0].method, management.seen[0].target) == ("POST", f"/v1/tunnels/{tunnel}")


def test_a_tunnel_is_deleted_with_its_id_typed(admin: Admin, management: Management) -> None:
    """A-148, W-55: the peer's line works, too."""
    first, second = management.add(1), management.add(2)
    assert admin("delete", first, "--confirm", first).stdout.startswith("Deleted.\nTunnel " + first)
    deleted = admin.json("delete", "--organization-id", "ignored", second, "--confirm")
    assert deleted["id"] == second and deleted["deleted"] is True and management.tunnels == {}


def test_flags_may_stand_before_the_command(launcher: Launcher, management: Management) -> None:
    """14.1"""
    ended = launcher.to_end(
        "admin", "--json", "--control-plane.base-url", management.base_url, "tunnels", "--admin-key=env:K",
        "list", "--organization-id", "o", env=environment(K=KEY),
    )  # fmt: skip
    assert json.loads(ended.stdout)["tunnels"] == []


def test_a_refusal_is_told_with_all_that_is_known(admin: Admin, management: Management) -> None:
    """A-149: text and JSON of 14.8."""
    body = {"error": {"message": f"not yours, {KEY}", "type": "invalid_request_error", "code": "tunnel_use_forbidden"}}
    refusal = Trouble(403, json.dumps(body).encode())
    management.troubles = [refusal, refusal]
    text = admin("get", "tunnel_x").complaint
    assert text.startswith("request GET /v1/tunnels/tunnel_x failed: 403 tunnel_use_forbidden: not yours, [REDACTED]")
    assert "mitigation: " in text and text.endswith("(x-request-id: req_trouble)")
    error = admin.error("get", "tunnel_x")
    assert error.pop("mitigation")
    assert error == {
        "message": "not yours, [REDACTED]", "method": "GET", "path": "/v1/tunnels/tunnel_x", "status_code": 403,
        "request_id": "req_trouble", "code": "tunnel_use_forbidden", "type": "invalid_request_error",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("status", "body", "message", "code"),
    [
        (401, b"", "the service gave no reason", "authentication_failed"),
        (400, b'{"detail":"why"}', "why", "service_error"),
        (422, b'{"detail":[{"loc":["name"]}]}', '[{"loc":["name"]}]', "service_error"),
        (418, b"<html>tea</html>", "<html>tea</html>", "service_error"),
        (302, b"", "the service gave no reason", "service_error"),
        (200, b'{"id":', "the answer cannot be read: it is not a tunnel", "invalid_answer"),
        (200, b"<html>log in</html>", "the answer cannot be read: it is not a tunnel", "invalid_answer"),
    ],
)
def test_odd_answers(
    admin: Admin, management: Management, status: int, body: bytes, message: str, code: str
) -> None:
    """A-150"""
    management.troubles = [Trouble(status, body, {"Location": "http://127.0.0.1:1/"})]
    error = admin.error("get", "tunnel_x")
    assert (error["message"], error["code"], error["status_code"]) == (message, code, status)
    assert len(management.seen) == 1


def test_what_may_pass_is_asked_again(admin: Admin, management: Management) -> None:
    """A-151 (W-54): a 429 by any method, the 500s and lost answers only where that does no harm."""
    tunnel = management.add(1)
    management.troubles = [Trouble(429, b"", {"Retry-After": "1"})]
    assert admin.json("update", tunnel, "--name", "new")["name"] == "new" and len(management.seen) == 2
    management.troubles = [Trouble(500), Trouble(503), Trouble(drops=True)]
    assert admin.json("get", tunnel)["id"] == tunnel and len(management.seen) == 6
    management.troubles = [Trouble(500)]
    assert admin.error(*CREATE)["status_code"] == 500 and len(management.seen) == 7
    management.troubles = [Trouble(drops=True)]
    assert admin.error(*CREATE)["code"] == "network_error" and len(management.seen) == 8
    # The answer of the deletion is lost; the second one finds nothing any more.
    management.troubles = [Trouble(drops=True)]
    assert admin.json("delete", tunnel, "--confirm")["deleted"] is True and len(management.seen) == 10
    assert admin.error("delete", tunnel, "--confirm")["code"] == "tunnel_not_found"


def test_an_address_that_does_not_delete(admin: Admin) -> None:
    """14.8.3"""
    error = admin.error("delete", "tunnel_x", "--confirm", "--control-plane.url-path", "/other")
    assert error["message"].startswith("tunnels cannot be deleted at this address") and error["path"].startswith("/other/")


def test_no_answer_has_a_code_and_shows_no_query(admin: Admin) -> None:
    """A-152 (W-56)"""
    error = admin.error("list", "--organization-id", "org-secret", url=f"http://127.0.0.1:{free_port()}")
    assert error["code"] == "network_error" and error["path"] == "/v1/tunnels"
    assert "org-secret" not in json.dumps(error) and "connection_refused" in error["message"]


def test_a_key_does_not_cross_a_network_in_the_clear(admin: Admin) -> None:
    """A-151 (W-54)"""
    assert admin.error("list", "--organization-id", "o", url="http://example.com")["code"] == "insecure_base_url"


def test_certificates_and_proxies_are_those_of_run(admin: Admin, management: Management, tmp_path: Path) -> None:
    """W-54: own roots, a client certificate, a proxy; the same flags."""
    authority = Authority(tmp_path / "ca")
    server, client = authority.issue("server", "DNS:localhost"), authority.issue("client")
    management.secure(server, authority)
    url = f"https://localhost:{management.port}"
    roots = ["--ca-bundle", str(authority.root.certificate)]
    pair = ["--control-plane.client-cert", str(client.certificate), "--control-plane.client-key", str(client.key)]
    assert admin("list", "--organization-id", "o", *roots, *pair, url=url).stdout == "No tunnels.\n"
    untrusted = admin.error("list", "--organization-id", "o", *pair, url=url)
    assert untrusted["code"] == "network_error" and untrusted["message"].startswith("tls:")
    assert admin("list", "--organization-id", "o", *roots, url=url).code == 1
    proxy = ConnectProxy("agent:s3cret")
    try:
        through = ["--http-proxy", f"http://agent:s3cret@127.0.0.1:{proxy.port}"]
        assert admin("list", "--organization-id", "o", *roots, *pair, *through, url=url).code == 0
        assert proxy.targets() == [f"localhost:{management.port}"]
    finally:
        proxy.close()
