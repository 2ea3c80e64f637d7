"""Judges what became of each command. The invariant: an admitted command ends in exactly one terminal response, unless its
deadline passed or the service said no for good."""

from __future__ import annotations

from collections import Counter

from .command import REPLACEABLE, Admitted, Attempt, Command, is_final, now

# How late a POST may leave that was in time: a loaded machine, not a rule.
SLACK = 1.5


def outcome(attempt: Attempt) -> str:
    """What a terminal response says, in the words of the catalogue; a result only if it is this command's own."""
    envelope = attempt.envelope
    code, message = envelope["resp_code"], envelope.get("resp_json")
    match envelope["resp_type"]:
        case "notify_ack":
            return f"ack:{code}"
        case "session_termination_response":
            return f"end:{code}"
    error = message.get("error")
    if error is None:
        return "result" if code == 200 else f"result:{code}"
    data = error.get("data") or {}
    if "tunnel_failure" in data:
        return f"failure:{data['tunnel_failure']['source']}:{code}"
    if "nonce" in data:
        return f"rpc-error:{code}"
    return f"error:{error['code']}:{code}"


def nonces(value: object) -> set[str]:
    """Every nonce in a message."""
    if isinstance(value, dict):
        own = {value["nonce"]} if isinstance(value.get("nonce"), str) else set()
        return own.union(*map(nonces, value.values()))
    return set().union(*map(nonces, value)) if isinstance(value, list) else set()


class Oracle:
    def __init__(self, commands: dict[str, Command], outages: list[tuple[float, float]]):
        self.commands = commands
        self.outages = outages
        # When the client was told to stop; from then on calls are cut short.
        self.stopped_at: float | None = None
        self.ends: Counter[str] = Counter()

    def judge_all(self) -> list[tuple[Command, str]]:
        self.ends.clear()
        return [(command, why) for command in self.commands.values() for why in self.judge(command)]

    def unsettled(self) -> list[Command]:
        """Who still waits, and will get an answer."""
        return [c for c in self.commands.values() if self._must_be_answered(c) and not c.is_over]

    def _must_be_answered(self, command: Command) -> bool:
        # Who was seen to answer had it.
        return command.admitted is Admitted.YES or bool(command.attempts)

    def judge(self, command: Command) -> list[str]:
        found = [*self._attempts(command), *self._notifications(command), *self._terminal(command)]
        if command.admitted is Admitted.NO and command.attempts:
            found.append("answered, but its poll answer never went out whole")
        if self._must_be_answered(command) and not command.is_over:
            found.append("was admitted and never answered, and no deadline passed")
        if command.calls > 1:
            found.append(f"the MCP server was called {command.calls} times")
        if not command.is_over and not command.attempts:
            self.ends["perhaps never arrived"] += 1
        elif command.is_taken:
            self.ends["answered"] += 1
        elif command.is_refused:
            self.ends["refused by the service"] += 1
        else:
            self.ends["expired"] += 1
        return found

    def _attempts(self, command: Command) -> list[str]:
        found = []
        groups: dict[bytes, list[Attempt]] = {}
        for attempt in command.attempts:
            if command.expiry is not None and attempt.at > command.expiry + SLACK:
                found.append(f"a POST {attempt.at - command.expiry:.2f} s after its deadline")
            if attempt.body is None:
                continue
            groups.setdefault(attempt.body, []).append(attempt)
            envelope = attempt.envelope
            if list(envelope) != [name for name in ORDER if name in envelope]:
                found.append(f"members {list(envelope)}")
            if (envelope["request_id"], envelope["channel"]) != (command.request_id, command.channel):
                found.append(f"the shard token of this command with the answer of {envelope['request_id']}")
            if strangers := nonces(envelope.get("resp_json")) - {command.nonce}:
                found.append(f"carries what belongs to another command: {strangers}")
        for same in groups.values():
            if len({tuple(sorted(fixed(attempt))) for attempt in same}) > 1:
                found.append("attempts with different headers")
        return found

    def _notifications(self, command: Command) -> list[str]:
        found = []
        complete = [a for a in command.attempts if a.envelope]
        seen: list[int] = []
        for index, attempt in enumerate(complete):
            if attempt.is_terminal:
                continue
            if any(earlier.is_terminal for earlier in complete[:index]):
                found.append("a notification after the terminal response")
            step = attempt.envelope["resp_json"]["params"]["progress"]
            earlier = [a for a in complete[:index] if a.body == attempt.body]
            if earlier and earlier[-1].told != 429:
                found.append(f"notification {step} was sent again after {earlier[-1].told}")
            if seen and step < seen[-1]:
                found.append(f"notification {step} after {seen[-1]}")
            seen.append(step)
        terminals = [a for a in complete if a.is_terminal]
        earlier = [a for a in command.attempts if not a.is_terminal]
        went_well = all(a.told is not None and 200 <= a.told < 300 and not a.in_doubt for a in earlier)
        whole = all(a.body is not None for a in command.attempts)
        if terminals and went_well and whole and not self._hidden(command):
            expected = command.notifications if outcome(terminals[0]) == "result" else 0
            if len(set(seen)) < expected:
                found.append(f"only {len(set(seen))} of {expected} notifications came before the answer")
        return found

    def _hidden(self, command: Command) -> bool:
        """Whether a POST of it may have been lost without anybody seeing it."""
        if command.lost_unseen:
            return True
        begin, end = command.handed_out[0], command.terminal_attempts[0].at
        return any(start < end and begin < stop + SLACK for start, stop in self.outages)

    def _terminal(self, command: Command) -> list[str]:
        found = []
        terminals = command.terminal_attempts
        bodies = list(dict.fromkeys(a.body for a in terminals))
        told: int | None = None
        for index, attempt in enumerate(terminals):
            if told is not None and is_final(told):
                is_substitute = told in REPLACEABLE and terminals[index - 1].body == bodies[0] != attempt.body
                if not is_substitute and not terminals[index - 1].in_doubt:
                    found.append(f"answered again after the service had said {told}")
            elif index and terminals[index - 1].body != attempt.body:
                found.append("attempts with different bodies")
            told = attempt.told
        if not terminals:
            return found
        allowed = set(command.expected)
        if self.stopped_at is not None and terminals[0].at > self.stopped_at:
            # What was in a server's hands: the drain's word, or the end of the server's child.
            allowed |= {"failure:client_internal:503", "failure:client_internal:502", "ack:503", "end:503"}
            allowed |= {"failure:transport_closed:502"}
        said = outcome(terminals[0])
        if said == "result" and "huge" in allowed:
            said = "huge"
        if said not in allowed:
            found.append(f"says {said}; allowed are {', '.join(sorted(allowed))}")
        if said == "result" and nonces(terminals[0].envelope["resp_json"]) != {command.nonce}:
            found.append("a result without the command's nonce")
        if said.startswith(("result", "failure", "rpc-error")):
            identifier = terminals[0].envelope["resp_json"].get("id")
            if (identifier, type(identifier)) != (command.id, type(command.id)):
                found.append(f"answers id {identifier!r} instead of {command.id!r}")
        return found


ORDER = ["request_id", "channel", "resp_json", "resp_headers", "resp_code", "resp_type"]


def fixed(attempt: Attempt) -> list[tuple[str, str]]:
    """The headers of an attempt but those of the connection."""
    return [(name.lower(), value) for name, value in attempt.headers if name.lower() not in ("expect", "connection")]


def story(command: Command | None, why: str, outages: list[tuple[float, float]]) -> str:
    if command is None:
        return f"violation: {why}"
    lines = [f"violation: {command.request_id} ({command.channel}, {command.fault}): {why}"]
    events = command.story + [(start, f"the service is away until {end:.3f}") for start, end in outages if end > start]
    lines += [f"  {at:8.3f}  {text}" for at, text in sorted(events) if at >= command.story[0][0] - 6]
    return "\n".join([*lines, f"  {now():8.3f}  judged; admitted: {command.admitted.value}"])
