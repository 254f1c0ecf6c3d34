"""Simulated quiet series: each method calls no more of them changed than it says it does."""

from __future__ import annotations

import numpy as np
import pytest
from quiet_series import noise, rate

from sigtepunkt.signals import contrast
from sigtepunkt.signals.methods import season
from sigtepunkt.signals.methods.shift import RATE, lasting_shifts


@pytest.mark.parametrize("points", [12, 14, 16, 18, 20, 24, 32, 60, 90])
@pytest.mark.parametrize("rho", [0.0, 0.3, 0.5, 0.8, 0.95])
def test_quiet_series_raise_as_many_false_signals_as_declared(points: int, rho: float) -> None:
    """Within a factor 1.5, also at lengths between those calibrated; 8,000 series leave an error of 8 %."""
    signals = rate(noise(8_000, points, rho))
    assert RATE / 1.5 / 1.16 < signals < RATE * 1.5 * 1.16


@pytest.mark.parametrize(("points", "period"), [(12, 4), (20, 4), (60, 4), (60, 12)])
@pytest.mark.parametrize("rho", [0.0, 0.5, 0.95])
def test_series_with_their_season_taken_out_raise_as_many_as_declared(
    points: int, period: int, rho: float
) -> None:
    wave = 1.5 * np.sqrt(2) * np.sin(2 * np.pi * np.arange(points) / period)
    adjusted = np.array([season.adjust(row, period) for row in noise(1_500, points, rho) + wave])
    assert rate(adjusted, period) < 2.2 * RATE, "1,500 series leave an error of 18 %"


@pytest.mark.parametrize("rho", [0.0, 0.3])
@pytest.mark.parametrize("points", [20, 40])
def test_at_most_one_quiet_series_in_twenty_suggests_a_lasting_shift(points: int, rho: float) -> None:
    shifts = lasting_shifts(noise(600, points, rho))
    assert sum(shift is not None for shift in shifts) <= 0.05 * len(shifts)


def test_a_quiet_series_is_called_changed_no_more_often_than_said() -> None:
    random, false = np.random.default_rng(11), 0
    for _ in range(400):
        values = random.standard_normal(16)
        for index in range(1, 16):
            values[index] += 0.5 * values[index - 1]
        p = contrast(list(range(2010, 2026)), values, kind="level", start=2018).p
        false += p is not None and p < 0.05
    assert 0.02 < false / 400 < 0.08
