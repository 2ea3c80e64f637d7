"""Chance that a seed repeats: every decision has a key, and the same seed and key decide the same."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import TypeVar

T = TypeVar("T")


class Dice:
    def __init__(self, seed: int):
        self.seed = seed

    def of(self, *key: object) -> random.Random:
        """Independent of how often, and in which order, other keys were asked."""
        return random.Random(":".join(map(str, (self.seed, *key))))


def pick(chance: random.Random, weights: Mapping[T, float]) -> T:
    return chance.choices(list(weights), list(weights.values()))[0]
