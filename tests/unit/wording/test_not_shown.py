"""What is said of figures that are not shown: which, how many, and why; of none nothing."""

from __future__ import annotations

import pandas as pd
import pytest
from every_state import INDICATOR, MUNICIPALITY, source

from sigtepunkt.wording import not_shown


def rows(*cells: tuple[str, str]) -> pd.DataFrame:
    """Return periods with what became of their figures."""
    return pd.DataFrame(cells, columns=["period", "status"])


def test_of_a_figure_that_is_shown_nothing_is_said() -> None:
    assert not_shown.period_not_shown("2025", "shown", source(), INDICATOR) == ""
    assert not_shown.period_not_shown("", "", source(), INDICATOR) == ""
    assert not_shown.newest_not_shown(["shown", "shown"]) == ""
    assert not_shown.newest_suppressed([]) == ""
    assert not_shown.notices(rows(), source(), INDICATOR, []) == []
    assert not_shown.not_drawn(rows(), source(), INDICATOR) == ""
    assert not_shown.in_areas(rows().rename(columns={"period": "area"}), MUNICIPALITY) == ""


def test_the_period_is_named_as_its_source_counts() -> None:
    suppressed = not_shown.period_not_shown("2025", "suppressed", source(), INDICATOR)
    withheld = not_shown.period_not_shown("2026Q1", "withheld", source("start"), INDICATOR, what="Tallene")
    assert suppressed == "Tallet for 2025 er skjult. "
    assert withheld == "Tallene for 1. januar 2026 er tilbageholdt. "


def test_a_rolling_figure_that_is_not_shown_is_named_by_all_it_covers() -> None:
    rolling, what = INDICATOR.model_copy(update={"window": 4}), rows(("2026Q2", "suppressed"))
    period = "året til 2. kvartal 2026"
    said = not_shown.period_not_shown("2026Q2", "suppressed", source(), rolling)
    assert said == f"Tallet for {period} er skjult. "
    assert not_shown.not_drawn(what, source(), rolling) == f"Skjult for {period}."
    assert not_shown.notices(what, source(), rolling, [])[0].startswith(f"Skjult for {period}. ")


def test_the_newest_figures_are_counted_by_what_became_of_them() -> None:
    assert not_shown.newest_not_shown(["suppressed", "shown", "suppressed"]) == "2 af 3 nyeste tal skjult"
    assert (
        not_shown.newest_not_shown(["suppressed", "withheld"])
        == "1 af 2 nyeste tal tilbageholdt, 1 af 2 nyeste tal skjult"
    )


@pytest.mark.parametrize(
    ("origins", "said"),
    [
        (["official"], "For 1 indikator er"),
        (["internal", "demo"], "For 2 indikatorer (heraf 1 med demodata) er"),
        (["demo", "demo"], "For 2 indikatorer med demodata er"),
    ],
)
def test_demo_data_is_told_from_the_rest(origins: list[not_shown.Origin], said: str) -> None:
    assert not_shown.newest_suppressed(origins).replace("\u00a0", " ").startswith(said)


def test_many_periods_are_counted_and_few_are_named() -> None:
    few, many = (rows(*((str(year), "suppressed") for year in range(first, 2026))) for first in (2022, 2021))
    assert not_shown.not_drawn(few, source(), INDICATOR) == "Skjult for 2022, 2023, 2024 og 2025."
    assert not_shown.not_drawn(many, source(), INDICATOR) == "Skjult for 5 perioder."


def test_the_reason_is_told_beside_what_is_not_shown() -> None:
    sentences = not_shown.notices(
        rows(("2024", "withheld"), ("2025", "suppressed")), source(), INDICATOR, ["Tallet er negativt."]
    )
    assert sentences[0] == "Tilbageholdt for 2024. Tallet er negativt."
    assert sentences[1].startswith("Skjult for 2025. Tallet bygger på så få personer")


def test_areas_are_told_by_name() -> None:
    frame = pd.DataFrame({"area": ["2", "3"], "status": ["suppressed", "withheld"]})
    assert not_shown.in_areas(frame, MUNICIPALITY) == "Skjult: Prøve og tilbageholdt: Prøve."
