"""The faulty control plane: hands out commands, takes answers, and breaks in every way that the seed says."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections import deque
from random import Random
from urllib.parse import parse_qs, urlsplit

from .command import Admitted, Attempt, Command, is_final, now
from .dice import Dice, pick
from .wire import Connection, Gone, Request, Server, chunk, head, response

TUNNEL_ID = "tunnel_" + "0123456789abcdef" * 2
STATUS_ERRORS = (400, 408, 409, 413, 429, 500, 502, 503, 504)
NEEDS_PERSON = (401, 403, 404)

POLL_FAULTS = {
    "none": 70,
    "gzip": 3,
    "trickled": 3,
    "too-many": 3,
    "status": 5,
    "reset-head": 2,
    "reset-body": 2,
    "cut-body": 3,
    "cut-chunk": 2,
    "fin": 2,
    "html": 1,
    "broken-json": 1,
    "empty-body": 1,
    "null-commands": 2,
    "hang": 0.5,
    "late": 1,
    "reset-after": 1,
}
POST_FAULTS = {
    "none": 55,
    "accepted-202": 3,
    "early-hints": 2,
    "late": 4,
    "trickled": 2,
    "closed-after": 3,
    "cut-answer": 2,
    "status-again": 8,
    "status-early": 2,
    "unauthorized": 0.7,
    "forbidden": 0.7,
    "not-found": 1.5,
    "conflict": 1,
    "too-large": 1.5,
    "bad-request": 1,
    "reset-head": 3,
    "reset-body": 3,
    "reset-half": 2,
    "lost-ack": 3,
    "fin": 2,
    "cut-head": 2,
    "garbage": 1,
    "hang": 0.7,
}
REFUSALS = {"unauthorized": 401, "forbidden": 403, "not-found": 404, "conflict": 409, "too-large": 413, "bad-request": 400}
# More faults than that for one command would outlast the run.
MOST_FAULTS = 4
# How late a loaded client may read what it got; and how long an answer is held back at most, see "late".
RESET_DOUBT, LONGEST_DELAY = 1.0, 2.0
# How much longer than its wait the client waits for a poll, in seconds.
GUARDRAIL = 1


def retry_after(chance: Random) -> dict[str, str]:
    value = pick(chance, {None: 4, "0": 1, "1": 2, "2": 1, "soon": 1, "-1": 1, "Thu, 01 Jan 1970 00:00:00 GMT": 1})
    return {} if value is None else {"Retry-After": value}


class ControlPlane(Server):
    def __init__(self, dice: Dice):
        super().__init__()
        self.dice = dice
        self.commands: dict[str, Command] = {}
        self.violations: list[tuple[Command | None, str]] = []
        self.polls = 0
        self.posts = 0
        self.faults: dict[str, int] = {}
        # No faults of its own any more.
        self.is_kind = False
        # Reads and never answers, until then.
        self.silent_until = 0.0
        self.last_person_fault = -100.0
        # From and to: POSTs of that time may be lost unseen.
        self.outages: list[tuple[float, float]] = []
        self.waiting: deque[Command] = deque()
        self._work = asyncio.Event()

    def down(self) -> None:
        """Resets what is open: what was sent a moment ago may not have been read, and is lost with it."""
        for command in self.commands.values():
            if command.handed_out and now() - command.handed_out[1] < RESET_DOUBT and command.admitted is Admitted.YES:
                command.admitted = Admitted.MAYBE
            for attempt in command.attempts:
                if now() - attempt.at < RESET_DOUBT + LONGEST_DELAY:
                    attempt.in_doubt = True
        super().down()

    def offer(self, command: Command) -> None:
        self.commands[command.token] = command
        command.note(f"offered: {command.kind} on {command.channel}, {command.fault}, timeout {command.timeout}")
        self.waiting.append(command)
        self._work.set()

    async def serve(self, connection: Connection, request: Request) -> None:
        if now() < self.silent_until:
            await asyncio.sleep(self.silent_until - now())
            connection.reset()
            return
        path = urlsplit(request.target).path
        if request.method == "POST" and path.endswith("/response"):
            await self._post(connection, request)
        elif path.endswith("/poll"):
            await self._poll(connection, request)
        else:
            await connection.reply(200, json.dumps({"id": TUNNEL_ID, "name": "faulty", "description": ""}).encode())

    def _chosen(self, what: str, chance: Random, weights: dict[str, float]) -> str:
        fault = "none" if self.is_kind else pick(chance, weights)
        key = f"{what} {fault}"
        self.faults[key] = self.faults.get(key, 0) + 1
        return fault

    # ---- Poll ------------------------------------------------------------------------------------------

    async def _poll(self, connection: Connection, request: Request) -> None:
        self.polls += 1
        query = parse_qs(urlsplit(request.target).query)
        limit, wait = int(query["limit"][0]), int(query["timeout_ms"][0]) / 1000
        chance = self.dice.of("poll", self.polls)
        fault = self._chosen("poll", chance, POLL_FAULTS)
        match fault:
            case "status":
                status = chance.choice(STATUS_ERRORS)
                if chance.random() < 0.2 and now() - self.last_person_fault > 30:
                    self.last_person_fault = now()
                    status = chance.choice(NEEDS_PERSON)
                return await connection.reply(status, b'{"error":{"code":"chosen"}}', retry_after(chance))
            case "reset-head":
                return connection.reset()
            case "fin":
                return connection.close()
            case "html":
                return await connection.reply(200, b"<html>maintenance</html>", {"Content-Type": "text/html"})
            case "broken-json":
                return await connection.reply(200, b'{"commands":[{"request_id":')
            case "empty-body":
                return await connection.reply(200)
            case "null-commands":
                return await connection.reply(200, b'{"commands":null,"extra":1}')
            case "hang":
                await asyncio.sleep(5)
                return connection.reset()
            case "late":
                # Behind the poll's deadline, and early enough for a client that still listens.
                await asyncio.sleep(wait + GUARDRAIL + chance.uniform(0.5, 5))
                wait = 0
        taken = await self._take(limit + (10 if fault == "too-many" else 0), wait)
        if not taken:
            return await connection.reply(204)
        await self._hand_out(connection, taken, fault)

    async def _take(self, limit: int, wait: float) -> list[Command]:
        until = now() + wait
        while not self.waiting and now() < until:
            self._work.clear()
            try:
                await asyncio.wait_for(self._work.wait(), until - now())
            except TimeoutError:
                break
        return [self.waiting.popleft() for _ in range(min(limit, len(self.waiting)))]

    async def _hand_out(self, connection: Connection, taken: list[Command], fault: str) -> None:
        body = b'{"commands": [' + b", ".join(command.encode() for command in taken) + b"]}"
        begun = now()
        for command in taken:
            command.note(f"handed out by poll {self.polls} ({fault})")
        admitted = Admitted.NO
        try:
            match fault:
                case "cut-body" | "reset-body":
                    cut = self.dice.of("cut", self.polls).randrange(len(body) - 2)
                    whole = head(200, {"Content-Type": "application/json", "Content-Length": str(len(body))})
                    await connection.write(whole + body[:cut])
                    await asyncio.sleep(0.01)
                    connection.reset() if fault == "reset-body" else connection.close()
                case "cut-chunk":
                    whole = head(200, {"Content-Type": "application/json", "Transfer-Encoding": "chunked"})
                    await connection.write(whole + chunk(body[: len(body) // 2]) + b"%x\r\n" % len(body))
                    connection.close()
                case "trickled":
                    admitted = Admitted.MAYBE
                    await connection.trickle(response(200, body), 0.6)
                    admitted = Admitted.YES
                case "gzip":
                    await connection.reply(200, gzip.compress(body, 1), {"Content-Encoding": "gzip"})
                    admitted = Admitted.YES
                case _:
                    await connection.reply(200, body)
                    admitted = Admitted.MAYBE if fault in ("reset-after", "late") else Admitted.YES
                    if fault == "reset-after":
                        # Whatever the client sends on this connection now is lost unseen.
                        self.outages.append((now(), now()))
                        connection.reset()
        finally:
            for command in taken:
                command.admitted = admitted
                command.handed_out = (begun, now())
            if admitted is Admitted.NO:
                # Nobody can have it: it is handed out again, and must not be answered twice.
                self.waiting.extendleft(reversed(taken))
                self._work.set()

    # ---- Response --------------------------------------------------------------------------------------

    async def _post(self, connection: Connection, request: Request) -> None:
        self.posts += 1
        arrived = now()
        command = self.commands.get(request.header("x-tunnel-shard-token") or "")
        if command is None:
            self.violations.append((None, f"a POST with an unknown shard token: {request.headers}"))
            return await connection.reply(404)
        chance = self.dice.of("post", command.number, len(command.attempts))
        spent = sum(attempt.fault != "none" for attempt in command.attempts)
        fault = self._chosen("post", chance, POST_FAULTS) if spent < MOST_FAULTS else "none"
        attempt = Attempt(arrived, fault, request.headers)
        command.attempts.append(attempt)
        command.note(f"POST {len(command.attempts)} arrives ({fault})")
        match fault:
            case "reset-head":
                return connection.reset()
            case "reset-half":
                await asyncio.sleep(0.005)
                return connection.reset()
            case "status-early":
                # Answered before the body was read.
                status = chance.choice((429, 503))
                await connection.reply(status, b"", {"Connection": "close", **retry_after(chance)})
                return connection.close()
        attempt.body = await connection.body(request)
        attempt.envelope = json.loads(attempt.body)
        command.note(f"  {attempt.envelope['resp_type']} {attempt.envelope['resp_code']} {attempt.body[:300]!r}")
        await self._answer(connection, command, attempt, chance)
        command.note(f"  told {attempt.told}{', taken' if attempt.taken else ''}")

    async def _answer(self, connection: Connection, command: Command, attempt: Attempt, chance: Random) -> None:
        is_duplicate = attempt.is_terminal and command.is_taken
        yes = 404 if is_duplicate else 200
        match attempt.fault:
            case "reset-body":
                return connection.reset()
            case "fin":
                return connection.close()
            case "garbage":
                await connection.write(b"\x00\x01 what?\r\n\r\n")
                return connection.close()
            case "hang":
                await asyncio.sleep(6)
                return connection.reset()
            case "cut-head":
                await connection.write(b"HTTP/1.1 20")
                return connection.close()
            case "lost-ack":
                attempt.taken = not is_duplicate
                return connection.reset()
            case "status-again":
                status = chance.choice((408, 429, 500, 502, 503, 504))
                return await self._tell(connection, attempt, status, retry_after(chance))
            case refusal if refusal in REFUSALS:
                return await self._tell(connection, attempt, REFUSALS[refusal])
            case "early-hints":
                await connection.write(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n")
            case "late":
                await asyncio.sleep(chance.uniform(0.1, LONGEST_DELAY))
            case "accepted-202" if not is_duplicate:
                yes = 202
        attempt.taken = not is_duplicate
        match attempt.fault:
            case "trickled":
                attempt.told = yes
                try:
                    await connection.trickle(response(yes, b'{"status":"ok"}'), 0.5)
                except Gone:
                    attempt.told = None
            case "cut-answer":
                await connection.write(response(yes, b'{"sta', {"Content-Length": "99"}))
                attempt.told = yes
                connection.close()
            case _:
                await self._tell(connection, attempt, yes)
                if attempt.fault == "closed-after" and (lost := await connection.close_and_listen()):
                    # A used connection may close while the client sends its next request: nobody reads that one.
                    if unlucky := self.commands.get(lost.header("x-tunnel-shard-token") or ""):
                        unlucky.lost_unseen += 1
                        unlucky.note("a POST was lost on a connection that had just closed")

    @staticmethod
    async def _tell(
        connection: Connection, attempt: Attempt, status: int, headers: dict[str, str] | None = None
    ) -> None:
        # Set before: the client may act on it before this task runs again.
        attempt.told = status
        try:
            await connection.reply(status, b'{"error":{"code":"chosen"}}' if not is_final(status) else b"{}", headers)
        except Gone:
            attempt.told = None
