"""JSON as bytes: which members an object has, in which order, spelled how."""

from __future__ import annotations

import json

_DECODER = json.JSONDecoder()
_SPACE = " \t\r\n"


def raw_members(text: str | bytes) -> list[tuple[str, str]]:
    """The members of a JSON object as (name, raw value text), in the order of the text."""
    text = text.decode() if isinstance(text, bytes) else text
    at = _skip(text, 0)
    assert text[at] == "{", f"not an object: {text[:80]!r}"
    members, at = [], _skip(text, at + 1)
    while text[at] != "}":
        name, at = _DECODER.raw_decode(text, at)
        at = _skip(text, at)
        assert text[at] == ":"
        start = _skip(text, at + 1)
        _, end = _DECODER.raw_decode(text, start)
        members.append((name, text[start:end]))
        at = _skip(text, end)
        at = _skip(text, at + 1) if text[at] == "," else at
    return members


def raw_member(text: str | bytes, name: str) -> str | None:
    """The raw value of one member, or None."""
    return dict(raw_members(text)).get(name)


def without(members: list[tuple[str, str]], name: str) -> list[tuple[str, str]]:
    return [member for member in members if member[0] != name]


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in _SPACE:
        at += 1
    return at
