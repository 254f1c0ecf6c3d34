"""The block of a capacity: when demand exceeds the places planned, and how a projection error moves that."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import pandas as pd

from sigtepunkt import charts
from sigtepunkt.core import danish
from sigtepunkt.report.blocks.elements import source_name
from sigtepunkt.report.output import csv_address
from sigtepunkt.report.templating import render
from sigtepunkt.signals import Balance, balances_by_error
from sigtepunkt.strategy import Capacity, Definitions
from sigtepunkt.wording import not_shown

_PARTS: Mapping[str, str] = {
    "demand": "fremskrivningen",
    "coverage": "dækningsgraden",
    "places": "antallet af {places}",
}
_NEARLY_NONE, _HALF = "under 1", 0.5
_WITHHELD = (
    "Tilbageholdt: Et af de tal, beregningen bygger på, har ikke bestået kontrollen. "
    "Grunden står på siden om datakvalitet."
)
Balances = Mapping[
    float, Balance
]  # by the error in the projection considered: 0.02 is 2 % more than projected


def capacity_block(key: str, capacity: Capacity, definitions: Definitions, rows: pd.DataFrame) -> str:
    """Return the block's HTML.

    `rows` are the capacity's years (year, population, coverage, places) in one vintage. Without rows a figure
    it rests on is withheld, and years without places mean that one is suppressed: the block then says so.
    """
    if rows.empty:
        return render("withheld", id=key, title=capacity.title, text=_WITHHELD)
    if rows["places"].isna().any():
        return render("suppressed", id=key, title=capacity.title, text=not_shown.suppressed_capacity())
    balances = balances_by_error(rows["year"], rows["population"], rows["coverage"], rows["places"])
    expected, places = balances[0.0], capacity.unit[1]
    demo_parts = [_PARTS[name].format(places=places) for name in definitions.demo_parts(key)]
    columns, table = _table(capacity, balances, rows, definitions.demo_parts(key))
    draw = charts.demand_and_places(balances, places=places)
    sources = [definitions.sources[name] for name in capacity.sources]
    return render(
        "capacity",
        id=key,
        title=capacity.title,
        municipality=definitions.municipality.name,
        demo_parts=danish.listed(demo_parts),
        **_people(key, capacity, definitions, rows),
        finding=finding(capacity, expected),
        sensitivity=sensitivity(capacity, balances, float(rows["coverage"].iloc[-1])),
        picture=charts.picture(draw, name=f"{key}-behov", title=capacity.title, alt=_alt(capacity, expected)),
        caption=_caption(capacity, balances),
        who=capacity.who,
        places=places,
        errors=[_what_if_row(error, balance) for error, balance in balances.items()],
        span=_years(expected),
        caveat=capacity.caveat,
        definition=capacity.definition,
        sources=[
            " ".join((f"{source_name(source)} ({source.title}), licens: {source.licence}.", *source.notes))
            for source in sources
        ],
        columns=columns,
        table=table,
        csv=csv_address(columns, table),
    )


def _people(key: str, capacity: Capacity, definitions: Definitions, rows: pd.DataFrame) -> dict[str, Any]:
    """Return what a template needs of the projected people: a sentence, a chart and its caption."""
    years, people = [int(year) for year in rows["year"]], [float(number) for number in rows["population"]]
    source = definitions.sources[capacity.parts["demand"].source]
    text = projected(capacity, source.publisher, years, people)
    title = f"{danish.capitalised(capacity.who)}, fremskrevet"
    picture = charts.picture(
        charts.projected_people(years, people),
        name=f"{key}-fremskrivning",
        title=title,
        alt=f"{title}, {years[0]}–{years[-1]}. {text}",
        height=charts.HEIGHT_OF_PEOPLE,
    )
    caption = (
        f"{danish.capitalised(capacity.who)}, den 1. januar {years[0]}–{years[-1]}. "
        "Stiplet: fremskrivningen. Aksen begynder ikke ved nul."
    )
    return {
        "people": text,
        "people_picture": picture if len(years) > 1 else None,
        "people_caption": caption,
        "people_are_demo": "demand" in definitions.demo_parts(key),
    }


# --- sentences ----------------------------------------------------------------------------------------------


def projected(capacity: Capacity, publisher: str, years: Sequence[int], people: Sequence[float]) -> str:
    """Say how many people there are at both ends of the projection, and the difference, in per cent too."""
    first, last = (round(number) for number in (people[0], people[-1]))
    text = f"{publisher} regner med {danish.number(last)} {capacity.who} den 1. januar {years[-1]}"
    if len(years) == 1:
        return danish.sentence(text)
    if first == last:
        return f"{text}, lige så mange som den 1. januar {years[0]}."
    way = "flere" if last > first else "færre"
    share = f" ({danish.quantity(100 * (last / first - 1), '%', 1, signed=True)})" if first else ""
    start = f"{danish.number(first)} den 1. januar {years[0]}"
    return f"{text} mod {start}: {danish.number(abs(last - first))} {way}{share}."


def finding(capacity: Capacity, balance: Balance) -> str:
    """Say in which years demand exceeds the places planned, whether that ends, and where it is tightest."""
    places, last = capacity.unit[1], balance.years[-1]
    missing = max(balance.shortfall)
    demand = f"Behovet er {_larger(capacity, balance)}."
    if not balance.shortages:
        return f"{demand} Der er færrest til overs i {balance.tightest_year}: {_amount(capacity, -missing)}."
    after = (
        f"Fremskrivningen slutter i {last}, så det kan ikke ses, hvor længe det varer."
        if balance.shortages[-1][1] == last
        else f"Derefter er der {places} nok til og med {last}."
    )
    return f"{demand} {after} Der mangler flest i {balance.tightest_year}: {_amount(capacity, missing)}."


def sensitivity(capacity: Capacity, balances: Balances, coverage: float) -> str:
    """Say what the largest errors considered would mean.

    An equal error in `coverage` (the last year's share) means the same, and is mentioned where possible.
    """
    low, high = min(balances), max(balances)
    text = (
        f"Kommer der {_per_cent(high)} flere {capacity.who} end fremskrevet, "
        f"er behovet {_larger(capacity, balances[high])}. Kommer der {_per_cent(low)} færre, "
        f"er det {'' if balances[low].shortages else 'ikke '}tilfældet {_when(balances[low])}."
    )
    if coverage * (1 + high) > 1:
        return text
    assumed, higher = (danish.quantity(100 * share, "%", 1) for share in (coverage, coverage * (1 + high)))
    return (
        f"{text} En dækningsgrad, der er {_per_cent(high)} højere end antaget "
        f"(i {balances[high].years[-1]} {higher} i stedet for {assumed}), "
        f"betyder det samme som {_per_cent(high)} flere {capacity.who}."
    )


def _larger(capacity: Capacity, balance: Balance) -> str:
    return (
        f"{'' if balance.shortages else 'ikke '}større end de planlagte {capacity.unit[1]} {_when(balance)}"
    )


def _when(balance: Balance) -> str:
    """Return every stretch of years with too few places: `fra 2028 til og med 2029 og igen i 2034`."""
    if not balance.shortages:
        return f"i noget af årene {_years(balance)}"
    spans = " og igen ".join(
        f"i {first}" if first == last else f"fra {first} til og med {last}"
        for first, last in balance.shortages
    )
    return f"allerede i fremskrivningens første år ({spans})" if balance.from_start else spans


def _years(balance: Balance) -> str:
    return f"{balance.years[0]}–{balance.years[-1]}"


def _amount(capacity: Capacity, amount: float) -> str:
    number = _whole(amount)
    return f"{number}{danish.NO_BREAK}{capacity.unit[number not in {'1', _NEARLY_NONE}]}"


def _whole(amount: float) -> str:
    """Return a number of whole places; what would be rounded to none is not none."""
    return _NEARLY_NONE if 0 < amount < _HALF else danish.number(amount)


def _per_cent(error: float) -> str:
    return danish.quantity(100 * abs(error), "%")


def _caption(capacity: Capacity, balances: Balances) -> str:
    places, expected = capacity.unit[1], balances[0.0]
    marked = f" Rude: år, hvor behovet er større end antallet af {places}." if expected.shortages else ""
    return (
        f"{danish.capitalised(places)}, den 1. januar {_years(expected)}. Stiplet linje: behovet. "
        f"Trappelinje: planlagte {places}.{marked} Det lyse bånd er et regnestykke: behovet, hvis der kommer "
        f"{_per_cent(max(balances))} færre eller flere {capacity.who} end fremskrevet. "
        "Båndet er ikke et usikkerhedsinterval."
    )


def _alt(capacity: Capacity, balance: Balance) -> str:
    demand, places = (
        f"{danish.number(series[0])} til {_amount(capacity, series[-1])}"
        for series in (balance.demand, balance.places)
    )
    return (
        f"{capacity.title}, {_years(balance)}. {finding(capacity, balance)} "
        f"Behovet går fra {demand}, de planlagte fra {places}."
    )


# --- numbers ------------------------------------------------------------------------------------------------


def _what_if_row(error: float, balance: Balance) -> dict[str, str | bool]:
    """Return one error's row: what if, the years with too few places, and how many are missing at most."""
    spans = [str(first) if first == last else f"{first}–{last}" for first, last in balance.shortages]
    missing = f"{_whole(max(balance.shortfall))} i {balance.tightest_year}"
    return {
        "expected": error == 0,
        "what": f"{_per_cent(error)} {'flere' if error > 0 else 'færre'}" if error else "Som fremskrevet",
        "years": danish.listed(spans) or "Ingen",
        "missing": missing if spans else danish.MISSING,
    }


def _table(
    capacity: Capacity, balances: Balances, rows: pd.DataFrame, demo: Collection[str]
) -> tuple[list[str], list[list[str]]]:
    """Return the columns and the rows of the numbers: a row for each year.

    The table stands, and is saved, apart from the mark of demo data: columns that rest on any say so.
    """
    low, high, expected = min(balances), max(balances), balances[0.0]
    places = capacity.unit[1]
    needed, all_parts = ("demand", "coverage"), tuple(_PARTS)
    columns = [
        (f"1.{danish.NO_BREAK}januar", (), map(str, expected.years)),
        (danish.capitalised(capacity.who), ("demand",), map(danish.number, map(float, rows["population"]))),
        ("Dækning, %", ("coverage",), (danish.number(100 * share, 1) for share in rows["coverage"])),
        ("Behov", needed, map(danish.number, expected.demand)),
        (f"Behov ved {_per_cent(low)} færre", needed, map(danish.number, balances[low].demand)),
        (f"Behov ved {_per_cent(high)} flere", needed, map(danish.number, balances[high].demand)),
        (f"Planlagte {places}", ("places",), map(danish.number, expected.places)),
        (
            f"{danish.capitalised(places)} minus behov",
            all_parts,
            (danish.number(-gap) for gap in expected.shortfall),
        ),
    ]
    table = zip(*(cells for *_, cells in columns), strict=True)
    names = [f"{name}{'' if set(rests).isdisjoint(demo) else ' (demodata)'}" for name, rests, _ in columns]
    return names, [list(row) for row in table]
