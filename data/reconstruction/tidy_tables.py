"""The tidy tables of published figures, each read once."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

HOME, NATION = "766", "000"
UNKNOWN = "ukendt"
# Municipal accounts 2024, million DKK: (original budget, accounts). Council agenda, 30 April 2025.
_ACCOUNTS = {
    "Indtægter": ("-3361.2", "-3373.8"),
    "Driftsudgifter": ("3202.7", "3191.8"),
    "Ordinært resultat": ("-148.8", "-174.5"),
    "Anlægsudgifter": ("91.5", "55.8"),
    "Likviditetsændring": ("-28.6", "-83.4"),
}


class Figure(NamedTuple):
    """One published figure as the tidy tables have it."""

    area: str
    period: str
    measure: str
    value: str
    via: str = UNKNOWN


class Tidy:
    """The folder of tidy tables, each of which is read once."""

    def __init__(self, folder: Path, names: Mapping[str, str]) -> None:
        self.names = names
        self._folder = folder
        self._codes = {name: code for code, name in names.items()}
        self._tables: dict[str, dict[str, list[Figure]]] = {}

    def figures(self, table: str, measure: str) -> list[Figure]:
        """Return the figures of a measure of a tidy table."""
        if table not in self._tables:
            by_measure: dict[str, list[Figure]] = defaultdict(list)
            for figure in self._read(table):
                by_measure[figure.measure].append(figure)
            self._tables[table] = dict(by_measure)
        return self._tables[table].get(measure, [])

    def earlier(self) -> dict[tuple[str, str, str], str]:
        """Return the labour-market values of the earliest retrieval, by area, period and measure."""
        rows = sorted(self._rows("labour_market_vintages.csv"), key=lambda row: row["retrieved"])
        return {
            (self._codes[row["area"]], row["month"], f"{row['table']} {row['measure']}"): row["value"]
            for row in reversed(rows)
        }

    def _rows(self, table: str) -> Iterator[dict[str, str]]:
        with (self._folder / table).open(encoding="utf-8-sig", newline="") as file:
            yield from csv.DictReader(file)

    def _area(self, row: Mapping[str, str]) -> str:
        return NATION if row["area"] == "All Denmark" else self._codes.get(row["area"], "")

    def _read(self, table: str) -> Iterator[Figure]:
        special: dict[str, Callable[[str], Iterator[Figure]]] = {
            "accounts": self._accounts,
            "population_quarterly.csv": self._population,
            "population_1jan_and_projection.csv": self._ages,
            "municipality_profile.csv": self._profile,
            "labour_market_monthly.csv": self._labour_market,
            "employment_rate_yearly.csv": self._employment,
            "turnout_polling_districts_2025.csv": self._turnout,
        }
        return special.get(table, self._long)(table)

    def _long(self, table: str) -> Iterator[Figure]:
        for row in self._rows(table):
            # "MEDIUM…" marks facts whose year the secondary copy had to deduce.
            if not row["note"].startswith("MEDIUM"):
                period = _plain(_dated(row))
                yield Figure(row["area_code"], period, row["measure"], row["value"], row["via"])

    def _accounts(self, _: str) -> Iterator[Figure]:
        for post, amounts in _ACCOUNTS.items():
            for column, amount in zip(("Oprindeligt budget", "Regnskab"), amounts, strict=True):
                yield Figure(HOME, "2024", f"{post} {column}", amount)

    def _population(self, table: str) -> Iterator[Figure]:
        for row in self._rows(table):
            if area := self._area(row):  # the tables also have the region, which the project does not use
                yield Figure(area, row["quarter"].replace("Q", "K"), "population", row["population"])

    def _ages(self, table: str) -> Iterator[Figure]:
        for row in self._rows(table):
            measure = f"{row['kind']} {row['age_group']}"
            if row["code"] == HOME:
                yield Figure(HOME, row["year"], measure, row["population"])
            yield Figure(row["code"], f"{row['year']}K1", f"quarterly {measure}", row["population"])

    def _profile(self, table: str) -> Iterator[Figure]:
        for row in self._rows(table):
            yield Figure(self._area(row), _dated(row), row["measure"], row["value"])

    def _labour_market(self, table: str) -> Iterator[Figure]:
        for row in self._rows(table):
            yield Figure(self._area(row), row["month"], f"{row['table']} {row['measure']}", row["value"])

    def _employment(self, table: str) -> Iterator[Figure]:
        for row in self._rows(table):
            yield Figure(self._area(row), row["year"], "employment_rate", row["employment_rate"])

    def _turnout(self, table: str) -> Iterator[Figure]:
        rows = list(self._rows(table))
        for row in rows:
            for measure in ("afgivne_stemmer", "stemmeberettigede", "stemmeprocent"):
                yield Figure(row["afstemningsområde_dagi"], "2025", measure, row[measure])
        votes, voters = (
            sum(int(row[measure]) for row in rows) for measure in ("afgivne_stemmer", "stemmeberettigede")
        )
        for measure, value in (("afgivne_stemmer", votes), ("stemmeberettigede", voters)):
            yield Figure(HOME, "2025", measure, str(value))
        yield Figure(HOME, "2025", "stemmeprocent", f"{100 * votes / voters:.2f}")


def _dated(row: Mapping[str, str]) -> str:
    """Return a row's period: the year before's population is filed under the year it is compared with."""
    return "2025K1" if row["measure"] == "folketal_forrige" else row["period"]


def _plain(period: str) -> str:
    """Return a tidy period as publishers write it: 2016 for `2016-01-01`, 2008K1 for `2008Q1`.

    A remark in brackets is dropped.
    """
    plain = period.split(" (", 1)[0].removesuffix("-01-01")
    return plain.replace("Q", "K")
