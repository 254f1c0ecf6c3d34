"""Taking the season out."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from sigtepunkt.signals.methods.season import adjust


@pytest.mark.parametrize("period", [4, 12])
def test_a_season_that_is_the_same_every_year_is_taken_out_whole(period: int) -> None:
    steps = np.arange(5 * period)
    wave = np.sin(2 * np.pi * steps / period)
    assert adjust(10 + 0.1 * steps + wave, period) == pytest.approx(10 + 0.1 * steps, abs=0.15)


def test_a_lasting_shift_stays_in_the_series() -> None:
    steps = np.arange(24)
    shifted = np.sin(2 * np.pi * steps / 4) + np.where(steps >= 20, 3.0, 0.0)
    adjusted = adjust(shifted, 4)
    assert adjusted[20:].mean() - adjusted[:20].mean() == pytest.approx(3, abs=0.5)


def test_less_than_three_years_are_too_few() -> None:
    with pytest.raises(ValueError, match="3 full years"):
        adjust(np.zeros(11), 4)


def test_a_gap_is_not_bridged() -> None:
    with pytest.raises(ValueError, match="finite"):
        adjust(np.array([1.0, np.nan] * 8), 4)


def test_the_season_drifts_for_no_month() -> None:
    steps = np.arange(60)
    values = np.sin(2 * np.pi * steps / 12) + np.random.default_rng(5).normal(0, 1, 60)
    season = values - adjust(values, 12)
    assert season[:12] == pytest.approx(season[-12:], abs=1e-3)


def test_a_declared_dip_says_nothing_of_the_season() -> None:
    steps = np.arange(48)
    wave = 3 * np.sin(2 * np.pi * steps / 12)
    dipped = np.where((steps >= 14) & (steps < 18), wave - 9, wave)
    adjusted = adjust(dipped, 12, [range(14, 18)])
    assert adjusted[14:18] == pytest.approx([-9] * 4, abs=0.2)
    assert adjusted[26:30] == pytest.approx([0] * 4, abs=0.2)
    assert adjust(dipped, 12)[26:30] != pytest.approx([0] * 4, abs=0.2)


IMPORTED = """
import sys
from sigtepunkt.signals.methods import season
print(season.adjust([float(step % 4) for step in range(24)], 4).round(6).tolist() == [1.5] * 24)
print('scipy.stats' in sys.modules)
from statsmodels.tsa.stl.mstl import boxcox
print(boxcox([1.0, 2.0, 4.0], 0.0)[0])
"""


def test_a_season_is_taken_out_without_scipys_statistics_which_are_there_when_they_are_called() -> None:
    done = subprocess.run([sys.executable, "-c", IMPORTED], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "False", "0.0"]
