"""The shift test holds its false-signal rate, sees shifts, and does not depend on unit or zero point."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from quiet_series import noise, rate

from sigtepunkt.signals.methods.shift import (
    CRITICAL,
    FEWEST,
    LASTING,
    autocorrelation,
    expected,
    lasting_shift,
    lasting_shifts,
    recent_shifts,
)

Floats = NDArray[np.float64]
series = st.lists(st.integers(-1000, 1000).map(float), min_size=12, max_size=40)


@pytest.mark.parametrize(
    ("points", "after", "least"), [(20, 2, 0.25), (20, 4, 0.4), (60, 2, 0.4), (60, 4, 0.7)]
)
def test_a_shift_of_two_standard_deviations_is_seen(points: int, after: int, least: float) -> None:
    shifted = noise(4_000, points, 0.0)
    shifted[:, -after:] += 2
    assert rate(shifted) > least


def test_the_shift_is_found_where_it_began_with_its_size_and_sign() -> None:
    random = np.random.default_rng(3)
    values = random.normal(100, 1, size=(1, 30))
    values[0, -3:] -= 12
    shifts = recent_shifts(values)
    assert shifts.strength[0] < -1
    assert shifts.began[0] == 3
    assert shifts.size[0] == pytest.approx(-12, abs=2)


@given(series, st.integers(-1000, 1000), st.sampled_from([0.01, 1.0, 250.0]))
def test_unit_and_zero_point_do_not_matter(values: list[float], shift: int, unit: float) -> None:
    plain = recent_shifts([values])
    other = recent_shifts([[unit * (value + shift) for value in values]])
    assert other.strength == pytest.approx(plain.strength, rel=1e-6, abs=1e-6)
    assert other.size == pytest.approx(unit * plain.size, rel=1e-6, abs=1e-6)


@given(series)
def test_the_mirrored_series_has_the_mirrored_shift(values: list[float]) -> None:
    plain, mirrored = recent_shifts([values]), recent_shifts([[-value for value in values]])
    assert mirrored.strength == pytest.approx(-plain.strength, rel=1e-9, abs=1e-9)


def test_series_are_tested_each_by_itself() -> None:
    many = noise(5, 24, 0.4)
    together = recent_shifts(many).strength
    assert together == pytest.approx([recent_shifts(row[np.newaxis]).strength[0] for row in many])


@pytest.mark.parametrize("value", [0.0, 0.1, 1e9])
def test_a_constant_series_has_no_shift(value: float) -> None:
    shifts = recent_shifts([[value] * 15])
    assert (shifts.strength[0], shifts.size[0]) == (0.0, 0.0)


def test_autocorrelation_is_put_right_for_short_series() -> None:
    """M. G. Kendall (1954): an estimate from n points is about (1 + 3 rho) / n too low; most is returned."""
    values = noise(20_000, 20, 0.5)
    centred = values - values.mean(axis=1, keepdims=True)
    raw = ((centred[:, 1:] * centred[:, :-1]).sum(axis=1) / (centred**2).sum(axis=1)).mean()
    assert raw == pytest.approx(0.5 - (1 + 3 * 0.5) / 20, abs=0.03)
    assert abs(autocorrelation(values).mean() - 0.5) < abs(raw - 0.5) / 2


@pytest.mark.parametrize(
    ("values", "period"),
    [([[1.0] * 11], 0), ([[1.0] * 35], 12), ([1.0] * 20, 0), ([[1.0, float("nan")] * 10], 0)],
)
def test_too_few_points_gaps_and_what_is_no_table_are_refused(values: list[object], period: int) -> None:
    with pytest.raises(ValueError, match=r"shape|finite"):
        recent_shifts(values, period)  # type: ignore[arg-type]


def test_every_season_has_critical_values_from_its_fewest_points_on() -> None:
    assert {period: table[0, 0] for period, table in CRITICAL.items()} == {
        period: float(fewest) for period, fewest in FEWEST.items()
    }


# --- where the latest points were expected ------------------------------------------------------------------


@given(series)
def test_a_shift_is_a_signal_exactly_where_it_exceeds_its_margin(values: list[float]) -> None:
    shifts = recent_shifts([values])
    size, margin, strength = float(shifts.size[0]), float(shifts.margin[0]), float(shifts.strength[0])
    if margin > 1e-9 and abs(abs(size) - margin) > 1e-9 * margin:
        assert (abs(strength) > 1) == (abs(size) > margin)
        assert np.sign(size) == np.sign(strength)


def test_the_way_back_to_the_level_fades_by_the_autocorrelation() -> None:
    assert expected([10.0, 10, 18, 0, 0, 0], 3, level=10.0, autocorrelation=0.5) == pytest.approx(
        [14, 12, 11]
    )
    assert expected([10.0, 10, 18, 0, 0, 0], 3, level=10.0, autocorrelation=0.0) == pytest.approx(
        [10, 10, 10]
    )


@pytest.mark.parametrize("began", [0, -1, 3, 4])
def test_there_has_to_be_a_point_before_what_is_expected(began: int) -> None:
    with pytest.raises(ValueError, match="began must lie between"):
        expected([1.0, 2, 3], began, 0.0, 0.0)


# --- a shift that has lasted --------------------------------------------------------------------------------


def test_a_level_that_has_lasted_is_found_where_it_began() -> None:
    values = noise(1, 40, 0.0)[0]
    values[-12:] += 4
    shift = lasting_shift(values)
    assert shift is not None
    assert abs(shift[0] - 12) <= 1
    assert shift[1] == pytest.approx(4, abs=1)


def test_what_is_new_what_drifts_and_what_stands_still_has_not_lasted() -> None:
    new = noise(1, 40, 0.0)[0]
    new[-(LASTING - 2) :] += 6
    shift = lasting_shift(new)
    assert shift is None or shift[0] >= LASTING
    assert lasting_shift([float(step) for step in range(40)]) is None
    assert lasting_shift([3.0] * 40) is None
    assert lasting_shift([1.0, 2.0] * 7) is None, "too few on either side"


@pytest.mark.parametrize("points", [14, 40])
def test_many_series_at_once_have_the_lasting_shifts_of_each_alone(points: int) -> None:
    table = noise(30, points, 0.3)
    table[::3, -10:] += 4
    table[1] = 7.0
    alone = [lasting_shift(row) for row in table]
    together = lasting_shifts(table)
    for one, other in zip(together, alone, strict=True):
        assert (one is None) == (other is None)
        assert one is None or other is None or one == (other[0], pytest.approx(other[1]))
    assert any(alone) == (points > 14), "too few on either side"


@pytest.mark.parametrize("values", [[1.0, np.nan] * 20, [1.0, np.inf] * 20])
def test_a_lasting_shift_needs_finite_values(values: list[float]) -> None:
    with pytest.raises(ValueError, match="finite"):
        lasting_shift(values)


@pytest.mark.parametrize("outlier", [range(8, 9), range(5, 8)])
def test_a_shift_after_a_declared_outlier_is_seen_as_well_as_without_one(outlier: range) -> None:
    shifted = noise(2_000, 20, 0.0)
    shifted[:, -2:] += 3
    spoilt = shifted.copy()
    spoilt[:, outlier] -= 6
    plain = np.mean(np.abs(recent_shifts(shifted).strength) > 1)
    declared = np.mean(np.abs(recent_shifts(spoilt, outliers=[outlier]).strength) > 1)
    assert declared > 0.9 * plain
    assert np.mean(np.abs(recent_shifts(spoilt).strength) > 1) < 0.3 * plain, "undeclared, it is blind"


def test_declared_outliers_do_not_make_quiet_series_signal() -> None:
    quiet = noise(4_000, 20, 0.3)
    quiet[:, 5:8] -= 6
    assert np.mean(np.abs(recent_shifts(quiet, outliers=[range(5, 8)]).strength) > 1) < 0.03


def test_a_shift_that_is_all_declared_outlier_is_none() -> None:
    values = noise(1, 20, 0.0)
    values[:, -4:] += 30
    shifts = recent_shifts(values, outliers=[range(16, 20)])
    assert np.abs(shifts.strength[0]) <= 1
    assert np.isfinite([shifts.size[0], shifts.margin[0], shifts.level[0]]).all()


def test_points_that_are_declared_outliers_do_not_count() -> None:
    with pytest.raises(ValueError, match="at least 14 points"):
        recent_shifts([[1.0, 2.0] * 6], outliers=[range(3, 5)])
