"""Jobindsats, Klimaregnskabet and Energi Data Service, as documented; what is not known is refused."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from publishers import Publishers, Reply, json_reply
from publishers.declared import KEY, source

from sigtepunkt.core.errors import Refused, WrongUse
from sigtepunkt.sources.services.connector import checked_address, refuse_open_key
from sigtepunkt.sources.services.energi_data_service import EnergiDataService
from sigtepunkt.sources.services.jobindsats import Jobindsats
from sigtepunkt.sources.services.klimaregnskabet import Klimaregnskabet
from sigtepunkt.sources.services.source_state import SourceState
from sigtepunkt.sources.transport.http_client import HttpClient

TODAY = dt.date(2026, 11, 26)
JSON = "application/json"
COLUMNS = ["Område", "Periode", "Ledige"]
ROWS = [["/", "2026M08", 100], ["Prøve", "2026M08", None], ["/", "2026M09", 101.5], ["Prøve", "2026M09", "-"]]
LEDIGE = source(
    format="jobindsats",
    area="Område",
    period="Periode",
    values=["Ledige"],
    service={
        "kind": "jobindsats",
        "table": "y99",
        "selection": {"mgroup.*": ["*"], "period.M": ["latest:60"]},
    },
)
KLIMA = source(
    format="semicolon",
    area="municipality",
    period="year",
    dimensions=["type", "kategori", "undertype_3"],
    values=["værdi"],
    service={
        "kind": "klimaregnskabet",
        "table": "municipality-data",
        "selection": {
            "municipality": ["766", "615"],
            "year": ["2022", "2023"],
            "type": ["Resultat - udledning"],
        },
    },
)
VE = source(
    format="semicolon",
    area="MunicipalityNo",
    period="Month",
    values=["Share"],
    service={
        "kind": "energi_data_service",
        "table": "ReCoverageMunicipality",
        "selection": {"start": ["2020-01-01"], "columns": ["*"], "MunicipalityNo": ["766", "615"]},
    },
)


def test_jobindsats_gives_columns_and_rows_for_a_key(server: Publishers, client: HttpClient) -> None:
    server.key, content = KEY, b"\xef\xbb\xbf" + json.dumps({"columns": COLUMNS, "rows": ROWS}).encode()
    server.tables.jobindsats["y99"] = content
    delivery = Jobindsats(server.address, KEY).fetch(LEDIGE, client, TODAY)
    assert (delivery.content, delivery.converted) == (content, "")
    assert delivery.state is SourceState.CURRENT
    assert server.asked[0].path == "/v3/data/y99"
    assert server.asked[0].query == {"mgroup.*": ["*"], "period.M": ["latest:60"], "format": ["json"]}


@pytest.mark.parametrize(
    ("reply", "what"),
    [
        (json_reply({"message": f"{KEY} er ikke gyldig"}, 401), "may be rejected: HTTP 401"),
        (json_reply({"message": f"{KEY} er ikke gyldig"}), "may be rejected"),
        (json_reply({"columns": COLUMNS}), "may be rejected"),
        (json_reply({"columns": COLUMNS, "rows": [1]}), "may be rejected"),
        (Reply(b"<html>", JSON), "a form that is not known|refuses|no figures"),
        (Reply(b'{"columns": NaN}', JSON), "not known|no figures"),
        (json_reply({"fejl": "ukendt tabel"}, 404), r"refuses \(HTTP 404\)"),
        (json_reply({"columns": [*COLUMNS[:2], "Alle"], "rows": ROWS}), r"'Ledige' is missing(.|\n)*Alle"),
        (json_reply({"columns": [*COLUMNS, "Andel"], "rows": [[*row, 1] for row in ROWS]}), "read: Andel"),
        (json_reply({"columns": COLUMNS, "rows": []}), "no rows"),
        (json_reply({"columns": COLUMNS, "rows": [*ROWS, ["/"]]}), "1 of 5 rows have more or fewer"),
        (json_reply({"columns": COLUMNS, "rows": [*ROWS, ROWS[0]]}), "1 rows say something"),
    ],
)  # fmt: skip
def test_jobindsats_answers_that_are_not_known_are_refused(
    server: Publishers, client: HttpClient, reply: Reply, what: str
) -> None:
    server.first("/v3/data/y99", reply)
    with pytest.raises(Refused, match=what) as refused:
        Jobindsats(server.address, KEY).fetch(LEDIGE, client, TODAY)
    assert KEY not in str(refused.value)


def test_klimaregnskabet_gives_a_table_from_many_answers(server: Publishers, client: HttpClient) -> None:
    entry = {"kategori": "Vej. I alt", "undertype_3": "Samlet", "værdi": 1234.50}
    server.always["/api/municipality-data"] = json_reply(
        {"data": [entry, entry, {**entry, "undertype_3": "Biler", "værdi": None}]}
    )
    delivery = Klimaregnskabet(server.address, KEY).fetch(KLIMA, client, TODAY)
    lines = delivery.content.decode("utf-8-sig").splitlines()
    assert lines[:3] == [
        "municipality;year;type;kategori;undertype_3;værdi",
        "766;2022;Resultat - udledning;Vej. I alt;Samlet;1234,5",
        "766;2022;Resultat - udledning;Vej. I alt;Biler;",
    ]
    assert len(lines) == 1 + 2 * 4
    assert len(delivery.requests) == len(server.asked) == 4
    assert server.asked[0].headers["x-api-key"] == KEY


@pytest.mark.parametrize(
    "content",
    [{"data": []}, {"data": None}, {}, {"data": [1]}, {"data": [{"kategori": "Vej"}]},
     {"data": [{"kategori": "Vej", "undertype_3": "Biler", "værdi": [1]}]},
     {"data": [{"kategori": "Vej", "undertype_3": "Biler", "værdi": value} for value in (1, 2)]}],
)  # fmt: skip
def test_klimaregnskabets_answers_that_are_not_known_are_refused(
    server: Publishers, client: HttpClient, content: Any
) -> None:
    server.always["/api/municipality-data"] = json_reply(content)
    with pytest.raises(Refused):
        Klimaregnskabet(server.address, KEY).fetch(KLIMA, client, TODAY)


@pytest.mark.parametrize(
    "selection", [{"kommune": ["766"]}, {"municipality": ["*"], "year": ["2023"], "type": ["x"]}]
)
def test_klimaregnskabet_is_not_asked_for_what_it_is_not_documented_to_give(
    selection: dict[str, list[str]],
) -> None:
    service = {"kind": "klimaregnskabet", "table": "municipality-data", "selection": selection}
    with pytest.raises(Refused, match="municipality"):
        Klimaregnskabet("http://127.0.0.1", "").requests(source(format="semicolon", service=service))


def test_energi_data_service_gives_every_record(server: Publishers, client: HttpClient) -> None:
    records = [
        {"Month": f"2026-0{month}-01T00:00:00", "MunicipalityNo": "766", "Share": 0.1} for month in (1, 2)
    ]
    server.first("/dataset/ReCoverageMunicipality", json_reply({"total": 2, "records": records}))
    delivery = EnergiDataService(server.address).fetch(VE, client, TODAY)
    assert delivery.content.decode("utf-8-sig").splitlines() == [
        "Month;MunicipalityNo;Share",
        "2026-01-01T00:00:00;766;0,1",
        "2026-02-01T00:00:00;766;0,1",
    ]
    query = {name: values[0] for name, values in server.asked[0].query.items()}
    assert query == {"start": "2020-01-01", "filter": '{"MunicipalityNo": ["766", "615"]}', "limit": "0"}


@pytest.mark.parametrize(
    "content",
    [{}, {"records": []}, {"total": 3, "records": [{"a": 1}]}, {"records": [{"a": 1}, {"b": 1}]},
     {"records": [{"a": {}}]}, {"records": 5}, {"records": ["a"]}],
)  # fmt: skip
def test_energi_data_services_answers_that_are_not_known_are_refused(
    server: Publishers, client: HttpClient, content: Any
) -> None:
    server.first("/dataset/ReCoverageMunicipality", json_reply(content))
    with pytest.raises(Refused):
        EnergiDataService(server.address).fetch(VE, client, TODAY)


@pytest.mark.parametrize("address", ["http://127.0.0.1:8000/", "https://example.org", "http://localhost/a"])
def test_an_address_stands_for_every_service(address: str) -> None:
    assert checked_address(address) == address.rstrip("/")


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1:8000", "ftp://a", "http://", "http://a:b@c", "http://a?b", "http://a#b", "http://a:x", "//a"],
)
def test_what_is_no_address_is_wrong_use(address: str) -> None:
    with pytest.raises(WrongUse, match="--base-url"):
        checked_address(address)


@pytest.mark.parametrize(
    "address", ["https://example.org", "http://127.0.0.1:1", "http://[::1]:1", "http://localhost"]
)
def test_a_key_may_go_encrypted_or_within_this_machine(address: str) -> None:
    refuse_open_key(address)


@pytest.mark.parametrize("address", ["http://example.org", "http://10.0.0.1", "http://127.0.0.1.example.org"])
def test_a_key_goes_nowhere_else(address: str) -> None:
    with pytest.raises(WrongUse, match="for everybody to read"):
        refuse_open_key(address)


def test_a_connector_does_not_show_its_key() -> None:
    assert KEY not in f"{Jobindsats('', KEY)}{Klimaregnskabet('', KEY)}"
