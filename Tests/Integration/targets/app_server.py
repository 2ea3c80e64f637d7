"""A scripted `codex app-server`: what it does follows from the prompt of a turn. Argument: how it behaves at the start."""

from __future__ import annotations

import json
import sys

MANNER = sys.argv[1] if len(sys.argv) > 1 else "signed-in"
# A file for what is heard.
RECORD = sys.argv[2] if len(sys.argv) > 2 else None


def send(message: dict) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def delta(text: str) -> None:
    send({"method": "item/agentMessage/delta", "params": {"threadId": "t1", "turnId": "u1", "delta": text}})


def turn(status: str, error: str | None = None) -> dict:
    return {"id": "u1", "status": status, **({"error": {"message": error}} if error else {})}


def play(prompt: str) -> None:
    send({"method": "turn/started", "params": {"threadId": "t1", "turn": turn("inProgress")}})
    if prompt == "crash":
        print("app server: on fire", file=sys.stderr)
        sys.exit(7)
    if prompt == "flood":
        for number in range(5000):
            delta(f"{number} ")
    if prompt == "ask":
        send({"id": 1, "method": "item/commandExecution/requestApproval",
              "params": {"threadId": "t1", "turnId": "u1", "itemId": "i1", "command": "touch /x", "reason": "to see"}})
        return
    if prompt == "strange":
        send({"id": "q", "method": "item/tool/call", "params": {}})
        return
    if prompt == "wait":
        return
    if prompt == "fail":
        send({"method": "turn/completed", "params": {"threadId": "t1", "turn": turn("failed", "no luck")}})
        return
    delta("hello")
    send({"method": "turn/completed", "params": {"threadId": "t1", "turn": turn("completed")}})


def answer(message: dict) -> None:
    method, params = message.get("method"), message.get("params") or {}
    account = None if MANNER == "signed-out" else {"type": "chatgpt", "email": "a@example.com", "planType": "plus"}
    if method is None:
        # Our own request was answered: say how.
        delta(json.dumps(message, sort_keys=True))
        send({"method": "turn/completed", "params": {"threadId": "t1", "turn": turn("completed")}})
        return
    results = {
        "initialize": {"userAgent": "scripted/1", "codexHome": "/home/codex", "platformFamily": "unix", "platformOs": "linux"},
        "getAuthStatus": {"authMethod": "chatgpt" if account else None, "requiresOpenaiAuth": True},
        "account/read": {"account": account, "requiresOpenaiAuth": True},
        "account/login/start": {"type": "chatgptDeviceCode", "loginId": "l1", "verificationUrl": "https://example.com/device",
                                "userCode": "ABCD-1234"},
        "account/login/cancel": {"status": "canceled"},
        "thread/start": {"thread": {"id": "t1", "preview": "", "createdAt": 1, "updatedAt": 2}, "cwd": params.get("cwd") or "/",
                         "model": "scripted", "modelProvider": "none", "approvalPolicy": params.get("approvalPolicy"),
                         "sandbox": {"type": params.get("sandbox")}},
        "thread/inject_items": {},
        "turn/start": {"turn": turn("inProgress")},
        "turn/interrupt": {},
    }
    if "id" not in message:
        return
    send({"id": message["id"], "result": results[method]})
    if method == "thread/inject_items":
        delta(params["items"][0]["content"][0]["text"])
    if method == "turn/start":
        play(params["input"][0]["text"])
    if method == "turn/interrupt":
        send({"method": "turn/completed", "params": {"threadId": "t1", "turn": turn("interrupted")}})


if MANNER == "old":
    print("error: unrecognized subcommand 'app-server'", file=sys.stderr)
    sys.exit(2)
for line in sys.stdin:
    if RECORD:
        with open(RECORD, "a") as record:
            record.write(line)
    answer(json.loads(line))
