"""The block of one capacity: when demand passes the places planned, how an error in the projection moves that, and the numbers."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from sigtepunkt import charts
from sigtepunkt.core import danish
from sigtepunkt.report.output import csv_address
from sigtepunkt.report.templating import render
from sigtepunkt.signals import Balance, what_if
from sigtepunkt.strategy import Capacity, Definitions
from sigtepunkt.wording import not_shown

_PARTS: Mapping[str, str] = {
    "demand": "fremskrivningen",
    "coverage": "dækningsgraden",
    "places": "antallet af {places}",
}
_NEARLY_NONE = "under 1"
Found = Mapping[float, Balance]


def capacity_block(key: str, capacity: Capacity, definitions: Definitions, rows: pd.DataFrame) -> str:
    """Return the block's HTML.

    `rows` are the capacity's years (year, population, coverage, places) in one vintage. Without rows it is
    withheld, and with years alone suppressed: the block then says so.
    """
    if rows.empty:
        return withheld_block(key, capacity)
    if rows["places"].isna().any():
        return suppressed_block(key, capacity)
    found = what_if(rows["year"], rows["population"], rows["coverage"], rows["places"])
    places = capacity.unit[1]
    invented = [_PARTS[name].format(places=places) for name in definitions.invented(key)]
    columns, table = _table(capacity, found, rows)
    sources = [definitions.sources[name] for name in capacity.sources]
    return render(
        "capacity",
        id=key,
        title=capacity.title,
        municipality=definitions.municipality.name,
        invented=danish.listed(invented),
        finding=finding(capacity, found[0.0]),
        sensitivity=sensitivity(capacity, found, float(rows["coverage"].iloc[-1])),
        picture=charts.picture(
            charts.demand_and_places(found, places=places),
            name=key,
            title=capacity.title,
            alt=_alt(capacity, found[0.0]),
        ),
        caption=_caption(capacity, found),
        who=capacity.who,
        places=places,
        errors=[_what_if_row(error, one) for error, one in found.items()],
        span=_years(found[0.0]),
        caveat=capacity.caveat,
        definition=capacity.definition,
        sources=[
            " ".join((f"{one.publisher}, {one.table} ({one.title}), licens: {one.licence}.", *one.notes))
            for one in sources
        ],
        columns=columns,
        table=table,
        csv=csv_address(columns, table),
    )


def withheld_block(key: str, capacity: Capacity) -> str:
    """Return what stands where a capacity would, when one of the figures it rests on did not pass its checks."""
    return render(
        "withheld",
        id=key,
        title=capacity.title,
        text="Tilbageholdt: Et af de tal, beregningen bygger på, har ikke bestået kontrollen. Grunden står på siden om datakvalitet.",
    )


def suppressed_block(key: str, capacity: Capacity) -> str:
    """Return what stands where a capacity would, when a figure it rests on could tell of a few persons."""
    return render("suppressed", id=key, title=capacity.title, text=not_shown.planned())


# --- sentences -------------------------------------------------------------------------------------------------


def finding(capacity: Capacity, balance: Balance) -> str:
    """Say in which years demand is larger than the places planned, whether it ends, and where it is tightest."""
    places, last = capacity.unit[1], balance.years[-1]
    missing = max(balance.shortfall)
    told = f"Behovet er {_larger(capacity, balance)}."
    if not balance.short:
        return f"{told} Der er færrest til overs i {balance.tightest}: {_amount(capacity, -missing)}."
    after = (
        f"Fremskrivningen slutter i {last}, så det kan ikke ses, hvor længe det varer."
        if balance.short[-1][1] == last
        else f"Derefter er der {places} nok til og med {last}."
    )
    return f"{told} {after} Der mangler flest i {balance.tightest}: {_amount(capacity, missing)}."


def sensitivity(capacity: Capacity, found: Found, coverage: float) -> str:
    """Say what the largest errors considered would mean, and that the same error in the coverage (last year's share) does too."""
    low, high = min(found), max(found)
    told = (
        f"Kommer der {_per_cent(high)} flere {capacity.who} end fremskrevet, er behovet {_larger(capacity, found[high])}. "
        f"Kommer der {_per_cent(low)} færre, er det {'' if found[low].short else 'ikke '}tilfældet {_when(found[low])}."
    )
    if coverage * (1 + high) > 1:
        return told
    now, then = (danish.quantity(100 * share, "%", 1) for share in (coverage, coverage * (1 + high)))
    return f"{told} En dækningsgrad, der er {_per_cent(high)} højere end antaget (i {found[high].years[-1]} {then} i stedet for {now}), betyder det samme som {_per_cent(high)} flere {capacity.who}."


def _larger(capacity: Capacity, balance: Balance) -> str:
    return f"{'' if balance.short else 'ikke '}større end de planlagte {capacity.unit[1]} {_when(balance)}"


def _when(balance: Balance) -> str:
    """Return every stretch of years with too few places: `fra 2028 til og med 2029 og igen i 2034`."""
    if not balance.short:
        return f"i noget af årene {_years(balance)}"
    spans = " og igen ".join(
        f"i {first}" if first == last else f"fra {first} til og med {last}" for first, last in balance.short
    )
    return f"allerede i fremskrivningens første år ({spans})" if balance.from_start else spans


def _years(balance: Balance) -> str:
    return f"{balance.years[0]}–{balance.years[-1]}"


def _amount(capacity: Capacity, amount: float) -> str:
    whole = _whole(amount)
    return f"{whole}{danish.NO_BREAK}{capacity.unit[whole not in {'1', _NEARLY_NONE}]}"


def _whole(amount: float) -> str:
    """Return a number of whole places; what would be rounded to none is not none."""
    return _NEARLY_NONE if 0 < amount < 0.5 else danish.number(amount)


def _per_cent(error: float) -> str:
    return danish.quantity(100 * abs(error), "%")


def _caption(capacity: Capacity, found: Found) -> str:
    places = danish.capitalised(capacity.unit[1])
    marked = (
        f" Rude: år, hvor behovet er større end antallet af {capacity.unit[1]}." if found[0.0].short else ""
    )
    return (
        f"{places}, den 1. januar {_years(found[0.0])}. Stiplet linje: behovet. Trappelinje: planlagte {capacity.unit[1]}.{marked} "
        f"Det lyse bånd er et regnestykke: behovet, hvis der kommer {_per_cent(max(found))} færre eller flere {capacity.who} end fremskrevet. "
        "Båndet er ikke et usikkerhedsinterval."
    )


def _alt(capacity: Capacity, balance: Balance) -> str:
    return (
        f"{capacity.title}, {_years(balance)}. {finding(capacity, balance)} Behovet går fra {danish.number(balance.demand[0])} til "
        f"{_amount(capacity, balance.demand[-1])}, de planlagte fra {danish.number(balance.places[0])} til {_amount(capacity, balance.places[-1])}."
    )


# --- numbers ---------------------------------------------------------------------------------------------------


def _what_if_row(error: float, balance: Balance) -> dict[str, str | bool]:
    """Return one error's row: what if, the years there are too few places, and how many at most."""
    spans = danish.listed(
        [str(first) if first == last else f"{first}–{last}" for first, last in balance.short]
    )
    missing = max(balance.shortfall)
    return {
        "expected": error == 0,
        "what": f"{_per_cent(error)} {'flere' if error > 0 else 'færre'}" if error else "Som fremskrevet",
        "years": spans or "Ingen",
        "missing": f"{_whole(missing)} i {balance.tightest}" if spans else danish.MISSING,
    }


def _table(capacity: Capacity, found: Found, rows: pd.DataFrame) -> tuple[list[str], list[list[str]]]:
    low, high, expected = min(found), max(found), found[0.0]
    places = capacity.unit[1]
    columns = [
        f"1.{danish.NO_BREAK}januar",
        danish.capitalised(capacity.who),
        "Dækning, %",
        "Behov",
        f"Behov ved {_per_cent(low)} færre",
        f"Behov ved {_per_cent(high)} flere",
        f"Planlagte {places}",
        f"{danish.capitalised(places)} minus behov",
    ]
    numbers = zip(
        rows["population"],
        100 * rows["coverage"],
        expected.demand,
        found[low].demand,
        found[high].demand,
        expected.places,
        strict=True,
    )
    table = [
        [
            str(year),
            *(danish.number(float(one), 1 if place == 1 else 0) for place, one in enumerate(cells)),
            danish.number(-missing),
        ]
        for year, cells, missing in zip(expected.years, numbers, expected.shortfall, strict=True)
    ]
    return columns, table
