"""What is taken from a tidy table, and the tables that several raw files take from."""

from __future__ import annotations

from typing import NamedTuple

_PROFILE = ("municipality_profile.csv", "municipalities/municipality_profile_98.csv")
NATION_SERIES = "municipalities/national_series.csv"
ONE_NATIONAL_YEAR = "further/national_references.csv"
ACROSS = "further/social_culture_crosssection.csv"


class Take(NamedTuple):
    """Figures of a tidy table, and their place in a raw file: the dimension codes and the value column."""

    table: str
    measure: str
    codes: tuple[str, ...] = ()
    column: str = ""


def further(name: str, **codes: str) -> tuple[Take, ...]:
    """Take measures of a table of nine municipalities, each with its dimension code."""
    return tuple(Take(f"further/{name}.csv", measure, (code,)) for measure, code in codes.items())


def only(name: str, measure: str, reference: str = "") -> tuple[Take, ...]:
    """Take a measure and, where there is one, the nation's published figure of a single year."""
    municipal = Take(f"further/{name}.csv", measure)
    return (municipal, Take(ONE_NATIONAL_YEAR, reference)) if reference else (municipal,)


def with_nation(name: str, measure: str, reference: str = "") -> tuple[Take, ...]:
    """Take a measure, and the nation's series of the same name."""
    return (*only(name, measure, reference), Take(NATION_SERIES, measure))


def every(name: str, measure: str, *codes: str, column: str = "") -> Take:
    """Take a measure of a table that has all municipalities, or as many as could be read."""
    return Take(f"municipalities/{name}.csv", measure, codes, column)


def profile(**codes: str) -> tuple[Take, ...]:
    """Take measures of one year, each with its dimension code; an empty one where there is no dimension."""
    return tuple(
        Take(table, measure, (code,) if code else ()) for measure, code in codes.items() for table in _PROFILE
    )


def profile_columns(**columns: str) -> tuple[Take, ...]:
    """Take measures of one year, each with its value column."""
    return tuple(
        Take(table, measure, column=column) for measure, column in columns.items() for table in _PROFILE
    )


def labour(table: str, **columns: str) -> tuple[Take, ...]:
    """Take a Jobindsats table's measures of nine municipalities, each with its value column."""
    return tuple(
        Take("labour_market_monthly.csv", f"{table} {measure.replace('_', '.')}", column=column)
        for measure, column in columns.items()
    )
