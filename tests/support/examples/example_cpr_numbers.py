"""Random CPR numbers, and texts that resemble them, the same on every run."""

from __future__ import annotations

import base64
import hashlib
import random
from collections.abc import Callable

_WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
# The official table, written in another form than in the package: seventh digits, two-digit years, century.
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
    """Return the weighted sum modulo 11, which is 0 for most real CPR numbers."""
    return sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True)) % 11


def example_numbers(count: int, seed: int = 1968) -> list[str]:
    """Return distinct CPR numbers of ten digits from every century; every other number passes modulus 11."""
    chance = random.Random(seed)  # noqa: S311 - seeded examples, no secrets
    numbers: dict[str, None] = {}
    while len(numbers) < count:
        sevenths, years, _ = CENTURIES[len(numbers) % len(CENTURIES)]
        day, month, year = chance.randint(1, 28), chance.randint(1, 12), chance.choice(years)
        digits = f"{day:02d}{month:02d}{year:02d}{chance.choice(sevenths)}{chance.randint(0, 999):03d}"
        if (modulus(digits) == 0) == (len(numbers) % 2 == 0):
            numbers[digits] = None
    return list(numbers)


def written(digits: str, index: int) -> str:
    """Return the number with the gap that people write in it; which of the usual gaps depends on `index`."""
    return f"{digits[:6]}{GAPS[index % len(GAPS)]}{digits[6:]}"


def look_alikes(count: int, seed: int = 2018) -> list[str]:
    """Return texts that resemble CPR numbers but are none, equally many of each kind."""
    chance = random.Random(seed)  # noqa: S311 - seeded examples, no secrets
    return [_KINDS[index % len(_KINDS)](chance) for index in range(count)]


def _n(chance: random.Random, size: int) -> str:
    return "".join(chance.choice("0123456789") for _ in range(size))


def _moment(chance: random.Random) -> str:
    date = f"20{_n(chance, 2)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"
    clock = f"{chance.randint(0, 23):02d}:{_n(chance, 1)}5:{_n(chance, 1)}7.{_n(chance, 6)}"
    return f"{date}T{clock}+{chance.choice(('0100', '02:00'))}"


def _coordinates(chance: random.Random) -> str:
    points = (
        f"{chance.uniform(-500, 500):.{chance.choice((2, 6))}f} {chance.uniform(0, 500):.6f}"
        for _ in range(6)
    )
    return f"M{' '.join(points)}z"


def _packed(chance: random.Random) -> str:
    return "M" + "".join(f"L{chance.uniform(0, 500):.6f}{-chance.uniform(1000, 9999):.2f}" for _ in range(6))


def _case_number(chance: random.Random) -> str:
    """A KLE case number."""
    return f"{_n(chance, 2)}.{_n(chance, 2)}.{_n(chance, 2)}-P{_n(chance, 2)}-{_n(chance, 2)}-{_n(chance, 2)}"


def _drawing_id(chance: random.Random) -> str:
    """The id that Matplotlib gives to an element of a drawing."""
    return f"p{hashlib.md5(_n(chance, 9).encode(), usedforsecurity=False).hexdigest()[:10]}"


def _iban(chance: random.Random) -> str:
    return f"DK{_n(chance, 2)} {_n(chance, 4)} {_n(chance, 4)} {_n(chance, 4)} {_n(chance, 2)}"


_KINDS: tuple[Callable[[random.Random], str], ...] = (
    _case_number,
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
    _drawing_id,
    lambda chance: f"{_n(chance, 8)}-{_n(chance, 4)}-{_n(chance, 4)}-{_n(chance, 4)}-{_n(chance, 12)}",
    lambda chance: f"{chance.randint(32, 99)}{_n(chance, 4)}-{_n(chance, 4)}",  # a day that does not exist
    lambda chance: (
        f"2{_n(chance, 3)}-2{_n(chance, 3)}, 2025K{chance.randint(1, 4)}, 2026M{chance.randint(1, 12):02d}"
    ),
    _iban,
    lambda chance: f"{_n(chance, 4)} {_n(chance, 4)} {_n(chance, 4)} {_n(chance, 4)}",
)
