"""Made-up CPR numbers and what looks like them, the same on every run."""

from __future__ import annotations

import base64
import hashlib
import random
from collections.abc import Callable

_WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
# Official table, written out otherwise than in the package: seventh digits, years of two digits, century.
CENTURIES = (
    ("0123", range(100), 1900),
    ("4", range(37), 2000),
    ("4", range(37, 100), 1900),
    ("5678", range(58), 2000),
    ("5678", range(58, 100), 1800),
    ("9", range(37), 2000),
    ("9", range(37, 100), 1900),
)
GAPS = ("", "-", " ", "\u00a0", "\u2013", "\u2011", " - ", "\u202f")


def modulus(digits: str) -> int:
    """Return the weighted sum's rest by 11."""
    return sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True)) % 11


def made_numbers(count: int, seed: int = 1968) -> list[str]:
    """Return different CPR numbers of ten digits from every century; every second one meets modulus 11, the others do not."""
    chance = random.Random(seed)
    made: dict[str, None] = {}
    while len(made) < count:
        sevenths, years, _ = CENTURIES[len(made) % len(CENTURIES)]
        digits = f"{chance.randint(1, 28):02d}{chance.randint(1, 12):02d}{chance.choice(years):02d}{chance.choice(sevenths)}{chance.randint(0, 999):03d}"
        if (modulus(digits) == 0) == (len(made) % 2 == 0):
            made[digits] = None
    return list(made)


def written(digits: str, place: int) -> str:
    """Return the number as people write it, in one of several ways."""
    return f"{digits[:6]}{GAPS[place % len(GAPS)]}{digits[6:]}"


def look_alikes(count: int, seed: int = 2018) -> list[str]:
    """Return texts that are no CPR numbers, of each kind equally many."""
    chance = random.Random(seed)
    return [_KINDS[place % len(_KINDS)](chance) for place in range(count)]


def _n(chance: random.Random, size: int) -> str:
    return "".join(chance.choice("0123456789") for _ in range(size))


def _moment(chance: random.Random) -> str:
    return f"20{_n(chance, 2)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}T{chance.randint(0, 23):02d}:{_n(chance, 1)}5:{_n(chance, 1)}7.{_n(chance, 6)}+{chance.choice(('0100', '02:00'))}"


def _coordinates(chance: random.Random) -> str:
    return (
        "M"
        + " ".join(
            f"{chance.uniform(-500, 500):.{chance.choice((2, 6))}f} {chance.uniform(0, 500):.6f}"
            for _ in range(6)
        )
        + "z"
    )


def _packed(chance: random.Random) -> str:
    return "M" + "".join(f"L{chance.uniform(0, 500):.6f}{-chance.uniform(1000, 9999):.2f}" for _ in range(6))


_KINDS: tuple[Callable[[random.Random], str], ...] = (
    lambda chance: (
        f"{_n(chance, 2)}.{_n(chance, 2)}.{_n(chance, 2)}-P{_n(chance, 2)}-{_n(chance, 2)}-{_n(chance, 2)}"
    ),  # a KLE case number
    _moment,
    lambda chance: f"CVR {_n(chance, 8)}",
    lambda chance: f"{_n(chance, 3)},{_n(chance, 10)} og 0.{_n(chance, 10)}",
    lambda chance: f"{chance.randint(1, 999)}.{_n(chance, 3)}.{_n(chance, 3)},{_n(chance, 2)} kr.",
    lambda chance: (
        f"{chance.randint(1000, 99999999)};{chance.uniform(0, 10**9):.4f};{chance.randint(10**10, 10**12)}"
    ),
    lambda chance: hashlib.sha256(_n(chance, 9).encode()).hexdigest(),
    _coordinates,
    _packed,
    lambda chance: base64.b64encode(chance.randbytes(90)).decode(),
    lambda chance: f"p{hashlib.md5(_n(chance, 9).encode()).hexdigest()[:10]}",
    lambda chance: f"{_n(chance, 8)}-{_n(chance, 4)}-{_n(chance, 4)}-{_n(chance, 4)}-{_n(chance, 12)}",
    lambda chance: f"{chance.randint(32, 99)}{_n(chance, 4)}-{_n(chance, 4)}",  # no such day
    lambda chance: (
        f"2{_n(chance, 3)}-2{_n(chance, 3)}, 2025K{chance.randint(1, 4)}, 2026M{chance.randint(1, 12):02d}"
    ),
    lambda chance: (
        f"DK{_n(chance, 2)} {_n(chance, 4)} {_n(chance, 4)} {_n(chance, 4)} {_n(chance, 2)}"
    ),  # an IBAN
    lambda chance: f"{_n(chance, 4)} {_n(chance, 4)} {_n(chance, 4)} {_n(chance, 4)}",
)
