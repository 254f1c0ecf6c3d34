"""Re-express tidy official figures as the raw files their publishers would have delivered.

    python data/reconstruct.py FIGURES_FOLDER

The project started from tidy tables of published figures, gathered from public secondary copies before any
figure could be fetched from its publisher. This script writes them in the publishers' formats, cut at what
had been published when each vintage closed, so that the pipeline reads real formats from the first day.
Formats, columns and publication lags are read from `strategy/sources.toml`; only the names in the tidy tables
are given here. Vintages that are fetched from the publishers replace the reconstructed ones, and then this
script has done its work.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import sys
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from sigtepunkt.core.period import Period

ROOT = Path(__file__).resolve().parent.parent
RAW = ROOT / "data" / "raw"
CLOSED = {"2026Q1": dt.date(2026, 5, 31), "2026Q2": dt.date(2026, 8, 31)}
REVISED_IN = "2026Q1"  # the vintage that gets the values of the earliest known retrieval
HOME, NATION = "766", "000"
UNKNOWN = "ukendt"

VINTAGE_NOTE = (
    "Rekonstrueret: Filerne er ikke hentet hos udgiverne, men genskabt ud fra senere sekundære kopier og "
    "skåret af ved det, der efter kildernes deklarerede udgivelsesforsinkelse var offentliggjort på "
    "lukkedatoen."
)
HOW = (
    "Genskabt af data/reconstruct.py i udgiverens filformat ud fra en sekundær kopi af de "
    "offentliggjorte tal; filen er ikke hentet hos udgiveren."
)
HOW_ACCOUNTS = "Skrevet af data/reconstruct.py efter tallene i kommunalbestyrelsens dagsorden 30. april 2025."
HOW_REVISED = (
    " Hedensteds og hele landets tal er fra den tidligst kendte hentning (18. august 2026 for Hedensteds "
    "ledige og langtidsledige, ellers 19. august 2026), hvor den har dem; revisionerne i forhold til "
    "næste leverance er ægte."
)
RETRIEVED = "2026-08-18 og 2026-08-19, ellers ukendt"


class Figure(NamedTuple):
    """One published figure as the tidy tables have it."""

    area: str
    period: str
    measure: str
    value: str
    via: str = UNKNOWN


# Area, period and dimension codes → value column → value as text.
Cells = dict[tuple[str, str, tuple[str, ...]], dict[str, str]]


class Take(NamedTuple):
    """Figures of a tidy table, and their place in a raw file: the dimension codes and the value column."""

    table: str
    measure: str
    codes: tuple[str, ...] = ()
    column: str = ""


@dataclass(frozen=True)
class RawFile:
    """A raw file to be written: its rows as text by column, and the copies that the figures came by."""

    rows: list[dict[str, str]]
    via: list[str]


def _further(name: str, **codes: str) -> tuple[Take, ...]:
    return tuple(Take(f"further/{name}.csv", measure, (code,)) for measure, code in codes.items())


def _only(name: str, measure: str, nation: str = "") -> tuple[Take, ...]:
    municipal = Take(f"further/{name}.csv", measure)
    return (municipal, Take("further/national_references.csv", nation)) if nation else (municipal,)


def _profile(**codes: str) -> tuple[Take, ...]:
    return tuple(
        Take("municipality_profile.csv", measure, (code,) if code else ()) for measure, code in codes.items()
    )


def _labour(table: str, **columns: str) -> tuple[Take, ...]:
    return tuple(
        Take("labour_market_monthly.csv", f"{table} {measure.replace('_', '.')}", column=column)
        for measure, column in columns.items()
    )


AGES = {
    "total": "IALT",
    "a0_5": "0-5",
    "a6_16": "6-16",
    "a17_19": "17-19",
    "a20_34": "20-34",
    "a35_64": "35-64",
    "a65_79": "65-79",
    "a80p": "80+",
}
HEALTH = {
    "ensomhed": "Ensomhed",
    "mentalt_helbred": "Dårligt mentalt helbred",
    "selvvurderet_helbred": "Godt selvvurderet helbred",
}


def _ages(kind: str) -> tuple[Take, ...]:
    return tuple(
        Take("population_1jan_and_projection.csv", f"{kind} {age}", (code,)) for age, code in AGES.items()
    )


PLAN: Mapping[str, tuple[Take, ...]] = {
    "dst-folk1a": (
        Take("population_quarterly.csv", "population"),
        Take("population_1jan_and_projection.csv", "quarterly observed total"),
        *_profile(folketal="", folketal_forrige=""),
        *_only("snapshot_misc", "pop2026K3"),
    ),
    "dst-folk1a-alder": _ages("observed"),
    "dst-frkm126": _ages("projected"),
    "star-y25i01": _labour(
        "y25i01",
        unemployment_total="Fuldtidspersoner",
        unemployment_totalRate="Fuldtidspersoner i pct. af arbejdsstyrken",
        unemployment_dagpenge="Dagpengeledige, fuldtidspersoner",
        unemployment_dagpengeRate="Dagpengeledige i pct. af arbejdsstyrken",
        unemployment_kontanthjaelp="Kontanthjælpsledige, fuldtidspersoner",
        unemployment_kontanthjaelpRate="Kontanthjælpsledige i pct. af arbejdsstyrken",
    ),
    "star-y25i09": _labour(
        "y25i09",
        longterm_total="Langtidsledige",
        longterm_dagpenge="Langtidsledige dagpengemodtagere",
        longterm_kontanthjaelp="Langtidsledige kontanthjælpsmodtagere",
    ),
    "star-y60a02": _labour(
        "y60a02",
        cashAssistance_persons="Personer",
        cashAssistance_fullTime="Fuldtidspersoner",
        cashAssistance_workforceRate="Fuldtidspersoner i pct. af arbejdsstyrken",
        cashAssistance_populationRate="Fuldtidspersoner i pct. af befolkningen",
    ),
    "star-y60c07": _labour(
        "y60c07", activation_degree="Aktiveringsgrad", activation_affectedShare="Andel aktiverede"
    ),
    "star-y60j01": _labour(
        "y60j01",
        ordinaryHours_persons="Personer med ordinære timer",
        ordinaryHours_share="Andel med ordinære timer",
    ),
    "dst-ras200": (Take("employment_rate_yearly.csv", "employment_rate"),),
    "dst-neet1": _only("social_culture_crosssection", "neet_16_24"),
    "dst-hfudd11": (
        *_further("low_education_25_29", low_education_25_29="GRUNDSKOLE 25-29 ÅR"),
        Take("further/national_references.csv", "low_education", ("GRUNDSKOLE 25-29 ÅR",)),
        *_further("qualifying_education_30_34", qualifying_education_30_34="KOMPETENCEGIVENDE 30-34 ÅR"),
    ),
    "dst-indkp101": _only("income", "income"),
    "dst-ifor41": _profile(gini=""),
    "dst-afstb4": _only("commute_distance", "average_commute_distance", "commute_distance"),
    "dst-bygv33": _further(
        "dwellings_completed",
        dwellings_completed_4q="ANTAL",
        dwellings_completed_4q_per_1000="PR. 1.000 BOLIGER",
    ),
    "fd-udb010": _further(
        "homes_for_sale", homes_for_sale="ANTAL", homes_for_sale_per_1000_dwellings="PR. 1.000 BOLIGER"
    ),
    "fd-bm010": _profile(boligpris_m2=""),
    "fd-bm010-ejerlejligheder": _only("flat_prices_m2", "realised_price_owner_flats"),
    "dst-bil54": _profile(biler="I ALT", biler_el="EL", biler_plugin="PLUG-IN", biler_diesel="DIESEL"),
    "dst-bol102": _profile(opv_boliger_ialt="I ALT", opv_olie="OLIE", opv_naturgas="NATURGAS"),
    "dst-laby25": _profile(affald_kg="KG", genanvendelse_pct="GENANVENDELSE"),
    "dst-postnr1": _further(
        "postal_districts", population_postal_district="FOLKETAL", population_growth_12m="VÆKST"
    ),
    "ens-klimaregnskab": _further(
        "co2_and_energy",
        co2e_total_per_inhabitant="I alt",
        co2e_agriculture_per_inhabitant="Landbrug og arealer",
        co2e_energy_per_inhabitant="Energi",
        co2e_transport_per_inhabitant="Transport",
    ),
    "ens-klimaregnskab-husholdninger": (
        Take("municipality_profile.csv", "husholdning_co2_ton", column="CO2 (ton)"),
        Take("municipality_profile.csv", "husholdning_energi_tj", column="Energiforbrug (TJ)"),
    ),
    "energinet-ve-daekning": _profile(ve_daekning_pct=""),
    "energinet-ve-kapacitet": _further(
        "renewable_capacity",
        renewable_capacity_per_inhabitant="kW pr. indbygger",
        solar_capacity="Solceller (MW)",
        onshore_wind_capacity="Vindmøller på land (MW)",
    ),
    "hedensted-regnskab": tuple(
        Take("accounts", f"{post} {column}", (post,), column)
        for post in (
            "Indtægter",
            "Driftsudgifter",
            "Ordinært resultat",
            "Anlægsudgifter",
            "Likviditetsændring",
        )
        for column in ("Oprindeligt budget", "Regnskab")
    ),
    "dst-regk31": (
        *_further("culture_spending", culture_spending_per_inhabitant="KULTUR"),
        Take("further/national_references.csv", "kultur_spending", ("KULTUR",)),
        *_further("association_support", association_support_per_inhabitant="FOLKEOPLYSNING OG FORENINGER"),
        Take("further/national_references.csv", "civil_society", ("FOLKEOPLYSNING OG FORENINGER",)),
    ),
    "di-erhvervsvenlighed": _only("web_facts", "di_business_climate_rank"),
    "de-sygedage": _only("web_facts", "staff_sickness_days"),
    "dst-boern8": _only("daycare_staffing", "daycare_children_per_adult_3_5"),
    "dst-und2": _only("child_notifications", "child_notifications_per_1000_aged_0_17"),
    "dst-bu43": _only("vulnerable_children", "vulnerable_children_0_22"),
    "dst-laby07": _only("social_culture_crosssection", "child_poverty_0_17", "child_poverty"),
    "dst-kvotien": _only("class_size", "class_size_folkeskole"),
    "stil-karakterer": _only("school_grades", "grade_average_9th_grade", "exam_grade"),
    "stil-fravaer": _only("school_absence", "pupils_absence_over_10pct", "high_absence"),
    "stil-trivsel": _only("school_wellbeing", "pupil_wellbeing_mean_of_indicators", "wellbeing"),
    "stil-profilmodel": _only("youth_education_profile", "expected_youth_education_pct", "youth_education"),
    "sst-sundhedsprofil": (
        *_further("health_profile", **HEALTH),
        *(Take("further/national_references.csv", measure, (code,)) for measure, code in HEALTH.items()),
    ),
    "dst-hjemsyg": _only("home_nursing", "home_nursing_recipients_per_1000_inhabitants", "hjemsyg"),
    "dst-hisbk": _only("social_culture_crosssection", "life_expectancy", "life_expectancy"),
    "dst-fam55n": _only("population_composition", "single_person_households_pct"),
    "dst-bib3a": _only("library_loans", "library_loans_per_inhabitant", "library_use"),
    "dst-skolm02b": _only("social_culture_crosssection", "music_school_pupils_per_1000"),
    "dst-idrakt02": _only("sports_membership", "sports_club_membership", "sports_membership"),
    "valg-kommunalvalg": (
        Take("turnout_polling_districts_2025.csv", "afgivne_stemmer", column="Afgivne stemmer"),
        Take("turnout_polling_districts_2025.csv", "stemmeberettigede", column="Stemmeberettigede"),
        Take("turnout_polling_districts_2025.csv", "stemmeprocent", column="Stemmeprocent"),
        Take("further/national_references.csv", "voter_turnout_kv", column="Stemmeprocent"),
    ),
    "dst-straf11-rullende": _further(
        "crime_rates_rolling4q",
        crime_1000="STRAFFELOVEN I ALT",
        violence_1000="VOLD",
        burglary_1000dw="INDBRUD PR. 1.000 BOLIGER",
    ),
    "dst-straf11-alle": _only("crime_all_laws", "reported_offences_all_laws_per_1000"),
    "dst-uheldk1": _only("traffic_casualties", "traffic_killed_injured_per_100000_3yr_avg"),
}
# Where the copy's notes say that an absent period is absent at the publisher, the file says `..` as StatBank
# does.
UNPUBLISHED_WITHIN = {"fd-bm010-ejerlejligheder", "dst-bib3a", "dst-hjemsyg"}

# Municipal accounts 2024, million DKK: (original budget, accounts). Council agenda, 30 April 2025.
ACCOUNTS = {
    "Indtægter": ("-3361.2", "-3373.8"),
    "Driftsudgifter": ("3202.7", "3191.8"),
    "Ordinært resultat": ("-148.8", "-174.5"),
    "Anlægsudgifter": ("91.5", "55.8"),
    "Likviditetsændring": ("-28.6", "-83.4"),
}


# --- The tidy tables ----------------------------------------------------------------------------------------


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
                yield Figure(
                    row["area_code"], _plain(row["period"]), row["measure"], row["value"], row["via"]
                )

    def _accounts(self, _: str) -> Iterator[Figure]:
        for post, amounts in ACCOUNTS.items():
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
            # The year before's population is filed under the year it is compared with.
            period = "2025K1" if row["measure"] == "folketal_forrige" else row["period"]
            yield Figure(self._area(row), period, row["measure"], row["value"])

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


def _plain(period: str) -> str:
    """Return a tidy period as publishers write it: `2016-01-01` is 2016, a remark in brackets is dropped."""
    return period.split(" (", 1)[0].removesuffix("-01-01")


# --- From figures to a raw file -----------------------------------------------------------------------------


def reconstruct(key: str, source: Mapping[str, Any], tidy: Tidy, quarter: str) -> RawFile:
    """Return the rows of `source` that had been published when the vintage was closed."""
    takes = PLAN[key]
    earlier = tidy.earlier() if is_revised(source, quarter) else {}
    cells: Cells = defaultdict(dict)
    via: set[str] = set()
    for take in takes:
        column = take.column or source["values"][0]
        for figure in tidy.figures(take.table, take.measure):
            if _published(source, figure.period, CLOSED[quarter]):
                value = earlier.get((figure.area, figure.period, figure.measure), figure.value)
                cells[figure.area, figure.period, take.codes][column] = value
                via.add(figure.via)
    if key in UNPUBLISHED_WITHIN:
        _fill(cells, source["values"])
    areas = list(tidy.names)
    codes = list(dict.fromkeys(take.codes for take in takes))
    ordered = sorted(
        cells, key=lambda cell: (areas.index(cell[0]), codes.index(cell[2]), Period.parse(cell[1]))
    )
    written = _written(cells)
    rows = []
    for area, period, dimensions in ordered:
        row = dict(zip(source.get("dimensions", ()), dimensions, strict=True)) | {source["period"]: period}
        if "area" in source:
            row[source["area"]] = _area_name(source, area, tidy.names)
        rows.append(
            row | {column: written.get((area, period, dimensions, column), "") for column in source["values"]}
        )
    return RawFile(rows, sorted(via))


def is_revised(source: Mapping[str, Any], quarter: str) -> bool:
    """Return whether the source's values in this vintage are those of an earlier retrieval."""
    return quarter == REVISED_IN and source["format"] == "jobindsats"


def _published(source: Mapping[str, Any], text: str, closed: dt.date) -> bool:
    if source.get("projection"):
        return True
    try:
        period = Period.parse(text)
    except ValueError:  # such as the date 2026-09-15: no publisher's table has such a row
        return False
    counted = period.start if source["counted"] == "start" else period.end
    return counted + dt.timedelta(days=source["lag_days"]) <= closed


def _fill(cells: Cells, columns: Iterable[str]) -> None:
    periods = {period for _, period, _ in cells}
    if all(period.isdigit() for period in periods):
        periods = {str(year) for year in range(int(min(periods)), int(max(periods)) + 1)}
    for area, codes in {(area, codes) for area, _, codes in cells}:
        present = [cell[1] for cell in cells if (cell[0], cell[2]) == (area, codes)]
        for period in periods:
            if min(present) < period < max(present) and period not in present:
                cells[area, period, codes] = dict.fromkeys(columns, "")


def _area_name(source: Mapping[str, Any], code: str, names: Mapping[str, str]) -> str:
    if source["format"] == "statbank" or code not in names or len(code) != len(HOME):
        return code
    return "/" if source["format"] == "jobindsats" and code == NATION else names[code]


def _written(cells: Cells) -> dict[Any, str]:
    """Return every value as text with a decimal point, all of a series with the same number of decimals."""
    decimals: dict[tuple[tuple[str, ...], str], int] = defaultdict(int)
    numbers: dict[Any, Decimal] = {}
    for (area, period, codes), values in cells.items():
        for column, text in values.items():
            if text:
                number = Decimal(text).normalize()
                numbers[area, period, codes, column] = number
                exponent = number.as_tuple().exponent
                decimals[codes, column] = max(decimals[codes, column], -int(exponent))
    longest = 4  # a number with more decimals was computed, not rounded by its publisher, and stays as it is
    return {
        key: f"{number:.{decimals[key[2:]]}f}" if decimals[key[2:]] <= longest else f"{number:f}"
        for key, number in numbers.items()
    }


# --- The publishers' formats --------------------------------------------------------------------------------


def statbank(source: Mapping[str, Any], raw: RawFile) -> bytes:
    """Return StatBank's CSV: byte-order mark, CRLF, semicolon, decimal comma, `..` where unpublished."""
    columns = [source["area"], *source.get("dimensions", ()), source["period"], *source["values"]]
    return _semicolons(columns, raw.rows, source["values"], "\r\n", "..").encode("utf-8-sig")


def semicolon(source: Mapping[str, Any], raw: RawFile) -> bytes:
    """Return a semicolon file with decimal comma, as Danish spreadsheets save it."""
    area = [source["area"]] if "area" in source else []
    columns = [*area, source["period"], *source.get("dimensions", ()), *source["values"]]
    text = _semicolons(columns, raw.rows, source["values"], "\n", "")
    return text.encode(source.get("encoding", "utf-8-sig"))


def _semicolons(
    columns: list[str], rows: Iterable[Mapping[str, str]], values: Iterable[str], newline: str, missing: str
) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator=newline)
    writer.writerow(columns)
    numbers = set(values)
    for row in rows:
        cells = {name: row[name].replace(".", ",") or missing for name in numbers}
        writer.writerow([cells.get(column, row[column]) for column in columns])
    return text.getvalue()


def jobindsats(source: Mapping[str, Any], raw: RawFile) -> bytes:
    """Return a response of the Jobindsats service, a row to a line."""
    columns = [source["area"], source["period"], *source["values"]]
    names, values = columns[:2], columns[2:]
    rows = [
        [*(row[name] for name in names), *(_json_number(row[name]) for name in values)] for row in raw.rows
    ]
    head, *lines = (json.dumps(cells, ensure_ascii=False) for cells in (columns, *rows))
    body = ",\n".join(lines)
    return f'{{"columns": {head},\n"rows": [\n{body}\n]}}\n'.encode()


def _json_number(text: str) -> int | float | str:
    if not text:
        return ""
    return float(text) if "." in text else int(text)


FORMATS = {"statbank": statbank, "semicolon": semicolon, "jobindsats": jobindsats}


# --- The provenance of a vintage ----------------------------------------------------------------------------


def seal(folder: Path, provenances: dict[str, dict[str, Any]]) -> None:
    """Write a vintage's provenance, with `provenances` replacing those of their files, and its checksums."""
    path = folder / "provenance.toml"
    known = tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    known = {name: table for name, table in (known | provenances).items() if (folder / name).is_file()}
    path.write_text(
        "\n".join(_table(name, known[name]) for name in sorted(known)), encoding="utf-8", newline="\n"
    )
    sums = folder / "SHA256SUMS"
    files = sorted(file for file in folder.iterdir() if file != sums)
    lines = [f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in files]
    sums.write_text("".join(lines), encoding="utf-8", newline="\n")


def provenance(key: str, source: Mapping[str, Any], **more: object) -> dict[str, Any]:
    """Return a file's provenance: what the declaration of its source says, and `more`."""
    return {
        "source": key,
        "publisher": source["publisher"],
        "table": source["table"],
        **more,
        "notes": source.get("notes", []),
    }


def _table(name: str, table: Mapping[str, Any]) -> str:
    # JSON writes strings, numbers, booleans and lists of strings exactly as TOML does.
    lines = (f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in table.items())
    return f"[{json.dumps(name)}]\n{''.join(lines)}"


def _about(quarter: str, closed: dt.date) -> str:
    return (
        f'quarter = "{quarter}"\nclosed = {closed.isoformat()}\nreconstructed = true\n'
        f"note = {json.dumps(VINTAGE_NOTE, ensure_ascii=False)}\n"
    )


def main(figures: Path) -> None:
    """Write every official raw file of every reconstructed vintage."""
    sources = tomllib.loads((ROOT / "strategy" / "sources.toml").read_text(encoding="utf-8"))
    areas = tomllib.loads((ROOT / "strategy" / "municipality.toml").read_text(encoding="utf-8"))["areas"]
    names = {code: area["name"] for code, area in areas.items()}
    tidy = Tidy(figures, names)
    for quarter, closed in CLOSED.items():
        folder = RAW / quarter
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "vintage.toml").write_text(_about(quarter, closed), encoding="utf-8", newline="\n")
        provenances = {}
        for key in PLAN:
            source = sources[key]
            raw, revised = reconstruct(key, source, tidy, quarter), is_revised(source, quarter)
            (folder / source["file"]).write_bytes(FORMATS[source["format"]](source, raw))
            provenances[source["file"]] = provenance(
                key,
                source,
                via="; ".join(raw.via),
                retrieved=RETRIEVED if revised else UNKNOWN,
                reconstructed=True,
                how=HOW_ACCOUNTS if key == "hedensted-regnskab" else HOW + HOW_REVISED if revised else HOW,
            )
        seal(folder, provenances)


if __name__ == "__main__":
    if len(sys.argv) != 2:  # noqa: PLR2004 - the script and its argument
        sys.exit("usage: python data/reconstruct.py FIGURES_FOLDER")
    main(Path(sys.argv[1]))
