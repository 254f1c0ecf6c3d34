"""The expectations that Prøvekommune's files are checked against."""

from __future__ import annotations

from typing import Any

Expectation = dict[str, Any]


def expectation(kind: str, sentence: str, severity: str = "critical", **arguments: object) -> Expectation:
    """Return one expectation in Great Expectations' JSON."""
    return {
        "type": f"expect_{kind}",
        "kwargs": arguments,
        "severity": severity,
        "meta": {"sentence": sentence},
    }


def where(column: str, *, equals: object) -> dict[str, Any]:
    """Return a condition on rows in Great Expectations' JSON."""
    return {"type": "comparison", "column": {"name": column}, "operator": "==", "parameter": equals}


def _source(name: str, keys: list[str], lowest: dict[str, float], area: str = "") -> dict[str, Any]:
    expectations = [expectation("table_row_count_to_be_between", "Filen har mindst to rækker.", min_value=2)]
    expectations += [
        expectation("column_values_to_not_be_null", f"Hver række har {key}.", column=key) for key in keys
    ]
    if area:
        expectations.append(
            expectation(
                "column_values_to_be_in_set",
                "Hvert område er et, projektet kender.",
                column=area,
                value_set={"$PARAMETER": "areas"},
            )
        )
    expectations.append(
        expectation("compound_columns_to_be_unique", "Hver række står kun én gang.", column_list=keys)
    )
    for column, value in lowest.items():
        expectations.append(
            expectation(
                "column_values_to_be_between",
                f"{column} er ikke under {value:g}.",
                column=column,
                min_value=value,
            )
        )
    return {"name": name, "expectations": expectations, "meta": {}}


SUITES: dict[str, dict[str, Any]] = {
    "proeve-folketal": _source("proeve-folketal", ["OMRÅDE", "TID"], {"INDHOLD": 0}, area="OMRÅDE"),
    "proeve-ledige": _source(
        "proeve-ledige", ["Område", "Periode"], {"Ledige": 0, "Ledige i pct.": 0}, area="Område"
    ),
    "proeve-skole": _source(
        "proeve-skole", ["Kommune", "Skoleår"], {"Elever": 0, "Elever i klub": 0}, area="Kommune"
    ),
    "proeve-ventetid": _source("proeve-ventetid", ["Kvartal", "Sagstype"], {"Dage": 0}),
    "proeve-fremskrivning": _source(
        "proeve-fremskrivning", ["OMRÅDE", "ALDER", "TID"], {"INDHOLD": 0}, area="OMRÅDE"
    ),
    "proeve-nyttehaver": _source("proeve-nyttehaver", ["År", "Sted"], {"Haver": 0, "Dækning (pct.)": 0}),
    "observations": {
        "name": "observations",
        "expectations": [
            expectation("table_row_count_to_be_between", "Der er mindst én observation.", min_value=1),
            expectation("column_values_to_not_be_null", "Hver observation har et tal.", column="value"),
            expectation(
                "compound_columns_to_be_unique",
                "Hver indikator har kun ét tal for samme område og periode.",
                column_list=["indicator", "area", "period"],
            ),
            expectation(
                "column_values_to_be_between",
                "Ingen observation er fra tiden efter lukkedatoen.",
                column="date",
                max_value={"$PARAMETER": "closed"},
                row_condition=where("projection", equals=False),
            ),
        ],
        "meta": {},
    },
}
SUITES["facts"] = {
    "name": "facts",
    "meta": {},
    "expectations": [
        expectation("column_values_to_be_between", sentence, severity, column=column, max_value=highest)
        for column, severity, highest, sentence in (
            ("rows_lost", "warning", 0, "Filen har lige så mange tal som før."),
            ("areas_lost", "warning", 0, "Alle områder er med."),
            ("periods_lost", "warning", 0, "Alle perioder er med."),
            ("days_late", "warning", 0, "Den næste periode er kommet til tiden."),
            ("unit_factor", "critical", 0.5, "Enheden er som før."),
            ("drift", "warning", 12, "Tallet springer ikke."),
            ("frozen", "warning", 5, "Tallet ændrer sig."),
            ("fell_to_zero", "warning", 0, "Tallet er over nul."),
            ("miss", "critical", 0, "Delene giver totalen."),
            ("bard", "warning", 0.15, "Tidligere tal er kun ændret lidt."),
        )
    ],
}
# A warning that is always raised: warnings are reported and stop nothing.
SUITES["proeve-skole"]["expectations"].append(
    expectation(
        "column_values_to_be_between",
        "Fraværet er højst 6 procent.",
        "warning",
        column="Fravær (pct.)",
        max_value=6,
    )
)
