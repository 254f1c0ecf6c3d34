"""How often does an indicator without change raise a false signal, and how soon is a real shift detected?

    python benchmarks/false_signals.py             rates and power, and plain XmR's (table in docs/method.md)
    python benchmarks/false_signals.py calibrate   the critical values of sigtepunkt/signals/methods/shift.py
    python benchmarks/false_signals.py trends      how often years without change are called a trend
    python benchmarks/false_signals.py shipped     the verdicts of each method on the shipped monthly series

Noise is AR(1) with unit variance; a season has an amplitude of 1.5 standard deviations. A shift of two
standard deviations begins one, two or four points before the end. Plain XmR is brought to the same
false-signal rate by widening its control limits as far as necessary, so that the two can be compared; where
its run rules alone raise more false signals than that, they are left out. "Memory" in the tables is the lag-1
autocorrelation of the noise.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sigtepunkt.signals import trend
from sigtepunkt.signals.methods import season, shift
from sigtepunkt.signals.methods.trend import INTERVAL, POINTS, SIGNIFICANCE
from sigtepunkt.signals.methods.xmr import LIMIT, NEAR, RUN, _mean, _runs, _trend, _two_in_three

Floats = NDArray[np.float64]
AUTOCORRELATIONS = (0.0, 0.3, 0.5, 0.8, 0.95)
LENGTHS = {0: (12, 16, 20, 28, 40, 60, 120), 4: (12, 16, 20, 28, 40), 12: (36, 48, 60)}
SHOWN = ((0, 12), (0, 20), (0, 60), (4, 12), (4, 20), (4, 60), (12, 36), (12, 48), (12, 60))
SHIFT, AFTER = 2.0, (1, 2, 4)
SEED = 20_261_122


def noise(series: int, points: int, rho: float, seed: int) -> Floats:
    """Return AR(1) noise with unit variance and autocorrelation `rho`: shape (series, points)."""
    fresh = np.random.default_rng([seed, points, int(100 * rho)]).standard_normal((series, points))
    fresh[:, 1:] *= np.sqrt(1 - rho**2)
    for point in range(1, points):
        fresh[:, point] += rho * fresh[:, point - 1]
    return fresh


def seen(values: Floats, period: int) -> Floats:
    """Return the series as the method meets them: where there is a season, with it added and adjusted for."""
    if not period:
        return values
    wave = 1.5 * np.sqrt(2) * np.sin(2 * np.pi * np.arange(values.shape[1]) / period)
    return np.array([season.adjust(row, period) for row in values + wave])


def ours(values: Floats, period: int) -> Floats:
    """Return the strength of the latest shift of each series; beyond 1 it is a signal."""
    return np.abs(shift.recent_shifts(values, period).strength)


def plain(values: Floats, widening: float = 1.0, *, runs: bool = True) -> NDArray[np.bool_]:
    """Return whether plain XmR, its limits widened, calls the latest point of each series a signal.

    Without `runs` only the limits count, not the run rules.
    """
    centre = _mean(values)
    width = widening * LIMIT * _mean(np.abs(np.diff(values, axis=1)))
    above, below = values > centre + width, values < centre - width
    over, under = values > centre, values < centre
    near_over = (values > centre + NEAR * width) & ~above
    near_under = (values < centre - NEAR * width) & ~below
    if not runs:
        return np.asarray((above | below)[:, -1])
    steps = np.diff(values, axis=1)
    marks = (
        above,
        below,
        _trend(steps > 0),
        _trend(steps < 0),
        _two_in_three(near_over, over),
        _two_in_three(near_under, under),
        _runs(over, RUN),
        _runs(under, RUN),
    )
    return np.logical_or.reduce([mark[:, -1] for mark in marks])


def tamed(values: Floats, rate: float) -> tuple[float, bool]:
    """Return the least widening that brings plain XmR down to `rate`, and whether run rules can stay."""
    for runs in (True, False):
        for widening in np.arange(0.5, 6.0, 0.05):
            if plain(values, widening, runs=runs).mean() <= rate:
                return float(widening), runs
    raise ValueError("no widening is enough")


def rates(series: int = 20_000) -> None:
    """Print the false-signal rate and the power of both methods for every kind of series.

    Plain XmR is shown twice: with limits widened for the autocorrelation of the row, which nobody knows in
    practice, and with limits widened enough for every autocorrelation, as somebody who does not know it would
    have to.
    """
    print(
        "| season | points | memory | false signals | plain XmR, false signals | "
        "seen after 1 / 2 / 4 points | "
        "plain XmR at the same rate, knowing the memory (limits widened by) | "
        "plain XmR at the same rate, not knowing it |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for period, points in SHOWN:
        many = series if not period else series // 5
        quiet = {rho: seen(noise(many, points, rho, SEED + 1), period) for rho in AUTOCORRELATIONS}
        rate = {rho: float((ours(values, period) > 1).mean()) for rho, values in quiet.items()}
        widened = {rho: tamed(values, rate[rho]) for rho, values in quiet.items()}
        widest = max(widening for widening, _ in widened.values())
        for rho in AUTOCORRELATIONS:
            power, knowing, unknowing = [], [], []
            for after in AFTER:
                shifted = noise(many, points, rho, SEED + 2)
                shifted[:, -after:] += SHIFT
                shifted = seen(shifted, period)
                power.append((ours(shifted, period) > 1).mean())
                knowing.append(plain(shifted, widened[rho][0], runs=widened[rho][1]).mean())
                unknowing.append(plain(shifted, widest, runs=False).mean())
            false = f"{rate[rho]:.1%} | {plain(quiet[rho]).mean():.1%}"
            widening = f"{widened[rho][0]:.2f}{'' if widened[rho][1] else ', no runs'}"
            print(
                f"| {period or 'none'} | {points} | {rho} | {false} | {_shares(power)} | "
                f"{_shares(knowing)} ({widening}) | {_shares(unknowing)} |",
                flush=True,
            )


def trends(series: int = 4_000) -> None:
    """Print how often years without change are called a trend, by autocorrelation and scatter beyond chance.

    `beyond` is the standard deviation between years, relative to that of counting alone (Poisson); None
    stands for years without confidence intervals.
    """
    print("| intervals | beyond chance | memory | Fingertips' rule alone | as judged here |")
    print("|---|---|---|---|---|")
    for beyond in (None, 0.0, 0.5, 1.0, 2.0, 4.0, 10.0):
        for rho in AUTOCORRELATIONS if beyond != 0.0 else (0.0,):
            years = noise(series, POINTS, rho, SEED + 3)
            if beyond is None:
                results = [trend(row) for row in years]
            else:
                counted = beyond * years + noise(series, POINTS, 0.0, SEED + 4)
                half = INTERVAL / 2
                results = [trend(row, row - half, row + half) for row in counted]
            scatters = [
                result.scatter for result in results if result is not None and result.direction != "none"
            ]
            judged = sum(scatter < SIGNIFICANCE for scatter in scatters)
            kind = "none | " if beyond is None else f"of counts | {beyond}"
            print(f"| {kind} | {rho} | {len(scatters) / series:.1%} | {judged / series:.1%} |", flush=True)


def _shares(shares: list[float]) -> str:
    return " / ".join(f"{share:.0%}" for share in shares)


def calibrate() -> None:
    """Print, for each length, the critical values that bring every autocorrelation nearest to RATE."""
    for period, lengths in LENGTHS.items():
        for points in lengths:
            many = 12_000 if not period else 4_000
            samples = [_tests(seen(noise(many, points, rho, SEED), period)) for rho in AUTOCORRELATIONS]
            best = (np.inf, 0.0, 0.0)
            for first in np.arange(1.2, 5.01, 0.1):
                for second in np.arange(-2, 8.01, 0.25):
                    share = np.array([(t > first + second * rho).any(axis=0).mean() for t, rho in samples])
                    off = float(np.abs(np.log(np.maximum(share, 1e-5) / shift.RATE)).max())
                    if off < best[0]:
                        best = (off, first, second)
            print(
                f"{period}: [{points}, {best[1]:.1f}, {best[2]:.2f}],"
                f"  # within a factor {np.exp(best[0]):.2f}",
                flush=True,
            )


def _tests(values: Floats) -> tuple[Floats, Floats]:
    """Return the t-values and autocorrelations of each series' four latest shifts: shape (4, series)."""
    standard = (values - values.mean(axis=1, keepdims=True)) / values.std(axis=1, keepdims=True)
    raw = shift.autocorrelation(standard)
    shifts = [shift._shift(standard, points, raw) for points in range(1, shift.RECENT + 1)]
    t = np.array([np.abs(strength) * shift.critical(values.shape[1], rho) for strength, rho, *_ in shifts])
    return t, np.array([rho for _, rho, *_ in shifts])


def shipped() -> None:
    """Print how many verdicts each method gives on the shipped monthly labour-market series of all areas."""
    import json

    folder = Path(__file__).resolve().parent.parent / "data" / "raw" / "2026Q2"
    counts = {"series": 0, "plain XmR, as published": 0, "plain XmR, season taken out": 0, "sigtepunkt": 0}
    for path in sorted(folder.glob("jobindsats-*.json")):
        table = json.loads(path.read_text(encoding="utf-8"))
        for column in range(2, len(table["columns"])):
            for area in sorted({row[0] for row in table["rows"]}):
                values = np.array(
                    [[row[column] for row in table["rows"] if row[0] == area and row[column] != ""]],
                    dtype=float,
                )
                if values.shape[1] < shift.FEWEST[12]:
                    continue
                adjusted = np.array([season.adjust(values[0], 12)])
                counts["series"] += 1
                counts["plain XmR, as published"] += int(plain(values)[0])
                counts["plain XmR, season taken out"] += int(plain(adjusted)[0])
                counts["sigtepunkt"] += int(ours(adjusted, 12)[0] > 1)
    for name, count in counts.items():
        print(f"{name}: {count}")


if __name__ == "__main__":
    WORDS: dict[str, Callable[[], None]] = {
        "rates": rates,
        "trends": trends,
        "calibrate": calibrate,
        "shipped": shipped,
    }
    WORDS[sys.argv[1] if len(sys.argv) > 1 else "rates"]()
