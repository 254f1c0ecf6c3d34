"""StatBank, asked over HTTP: the description first, then the table whole, in BULK, or in parts."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from publishers import Publishers, Reply, Table, json_reply
from publishers.declared import source
from publishers.replies import CSV, RECORDED, recorded, refusal

from sigtepunkt.core.errors import Refused
from sigtepunkt.sources.services.connector import Delivery
from sigtepunkt.sources.services.source_state import SourceState
from sigtepunkt.sources.services.statbank import StatBank
from sigtepunkt.sources.transport.http_client import HttpClient

TODAY = dt.date(2026, 11, 26)
AREAS, QUARTERS = (
    ("000", "990", "991"),
    tuple(f"20{year}K{number}" for year in (25, 26) for number in (1, 2, 3)),
)
FOLK9 = Table(
    ("OMRÅDE", "TID"),
    tuple((area, time, f"{index},5") for index, area in enumerate(AREAS) for time in QUARTERS),
)
WHOLE = {"OMRÅDE": ["*"], "TID": ["*"]}
STRAF42 = {
    "table": "STRAF42",
    "area": "",
    "service": {"table": "STRAF42", "selection": {"HERKOMST1": ["00"], "Tid": ["2023"]}},
    "dimensions": ["HERKOMST1"],
}


@pytest.fixture
def statbank(server: Publishers) -> Publishers:
    """A server that has FOLK9."""
    server.tables.statbank["", "FOLK9"] = [FOLK9]
    return server


def fetch(server: Publishers, client: HttpClient, **changes: Any) -> Delivery:
    return StatBank(server.address).fetch(source(**changes), client, TODAY)


def formats(server: Publishers) -> list[str]:
    return [asked.body["format"] for asked in server.asked if asked.is_data]


def test_the_whole_table_comes_byte_for_byte(statbank: Publishers, client: HttpClient) -> None:
    delivery = fetch(statbank, client)
    assert delivery.content == FOLK9.csv(WHOLE)
    assert (delivery.updated, delivery.state, delivery.converted) == (
        "2026-11-11T08:00:00",
        SourceState.CURRENT,
        "",
    )
    assert [asked.path for asked in statbank.asked] == ["/v1/tableinfo", "/v1/data"]


def test_what_is_sent_is_what_was_announced(statbank: Publishers, client: HttpClient) -> None:
    announced = StatBank(statbank.address).requests(source())
    fetch(statbank, client)
    assert [request.body for request in announced] == [asked.body for asked in statbank.asked]
    assert statbank.asked[1].body["valuePresentation"] == "Code"
    assert statbank.asked[1].body["lang"] == "da"


def test_two_sources_of_a_table_ask_for_its_description_once(
    statbank: Publishers, client: HttpClient
) -> None:
    connector = StatBank(statbank.address)
    connector.fetch(source(), client, TODAY)
    connector.fetch(source(), client, TODAY)
    assert [asked.path for asked in statbank.asked].count("/v1/tableinfo") == 1


def test_a_branch_is_part_of_the_address(server: Publishers, client: HttpClient) -> None:
    server.tables.statbank["s20", "FOLK9"] = [FOLK9]
    fetch(server, client, service={"branch": "s20"})
    assert server.asked[0].path == "/v1/s20/tableinfo"


@pytest.mark.parametrize("code", ["REQUEST-LIMIT", "EXTRACT-TOOBIG"])
def test_a_limit_is_met_by_halves_whatever_it_is(statbank: Publishers, client: HttpClient, code: str) -> None:
    statbank.cell_limit = 4
    statbank.first("/v1/data", refusal(code, "Too many"))
    delivery = fetch(statbank, client)
    lines = delivery.content.decode("utf-8-sig").splitlines()
    assert sorted(lines) == sorted(FOLK9.csv(WHOLE).decode("utf-8-sig").splitlines())
    assert lines[0] == "OMRÅDE;TID;INDHOLD"
    assert len(delivery.requests) > 3
    assert delivery.converted == f"{len(delivery.requests)} answers, one after the other under one header"


def test_where_every_variable_is_selected_bulk_has_no_limit(statbank: Publishers, client: HttpClient) -> None:
    statbank.cell_limit = 4
    every = {"OMRÅDE": ["*"], "KØN": ["TOT"], "CIVILSTAND": ["TOT"], "Tid": ["*"]}
    delivery = fetch(statbank, client, service={"selection": every})
    assert formats(statbank) == ["CSV", "BULK"]
    assert delivery.content.decode("utf-8-sig").startswith(
        "KØN;CIVILSTAND;OMRÅDE;TID;INDHOLD\r\nTOT;TOT;000;"
    )


def test_where_bulk_is_refused_the_halves_are_asked_for(statbank: Publishers, client: HttpClient) -> None:
    statbank.cell_limit, statbank.bulk = 9, False
    every = {"OMRÅDE": ["*"], "KØN": ["TOT"], "CIVILSTAND": ["TOT"], "Tid": ["*"]}
    fetch(statbank, client, service={"selection": every})
    assert formats(statbank) == ["CSV", "BULK", "CSV", "CSV"]


def test_a_service_that_gives_nothing_is_not_asked_for_ever(statbank: Publishers, client: HttpClient) -> None:
    statbank.cell_limit = 0
    with pytest.raises(Refused, match="too few cells at once"):
        fetch(statbank, client)


@pytest.mark.parametrize(
    ("selection", "what", "nearest"),
    [
        ({"OMRÅDE": ["*"], "KOEN": ["TOT"], "Tid": ["*"]}, "no variable 'KOEN'", "KØN"),
        ({"OMRÅDE": ["000", "999"], "Tid": ["*"]}, "one code is not among the variable's codes: 999", "990"),
        (
            {"OMRÅDE": ["766", "767"], "Tid": ["*"]},
            "2 codes are not among the variable's codes: 766, 767",
            "000",
        ),
        ({"OMRÅDE": ["tekst 990"], "Tid": ["*"]}, "tekst 990", "990, the code of tekst 990"),
        ({"OMRÅDE": ["*"], "Tid": ["2026Q3"]}, "2026Q3", "2026K3"),
    ],
)
def test_what_the_table_does_not_have_is_said_with_the_nearest_it_has(
    statbank: Publishers, client: HttpClient, selection: dict[str, list[str]], what: str, nearest: str
) -> None:
    with pytest.raises(Refused) as refused:
        fetch(statbank, client, service={"selection": selection})
    (problem,) = refused.value.problems
    assert what in problem.what
    assert nearest in problem.allowed
    assert statbank.data_asked() == []


def test_every_fault_of_a_selection_is_said_at_once(statbank: Publishers, client: HttpClient) -> None:
    statbank.tables.units["", "FOLK9"] = "1.000 kr."
    gone = {"OMRÅDE": ["766"], "ALDER": ["IALT"], "Tid": ["1999K1"]}
    with pytest.raises(Refused) as refused:
        fetch(statbank, client, service={"selection": gone, "unit": "Antal"})
    assert len(refused.value.problems) == 4
    assert "the figures are in '1.000 kr.'" in str(refused.value)


def test_a_variable_that_cannot_be_added_up_has_to_be_chosen(server: Publishers, client: HttpClient) -> None:
    server.tables.statbank["", "FOLK9"] = [FOLK9]
    described = server.tables.description("", "FOLK9")
    assert described is not None
    described["variables"][2]["elimination"] = False
    server.first("/v1/tableinfo", json_reply(described))
    with pytest.raises(
        Refused, match=r"does not add up KØN \(køn\)(.|\n)*1, TOT(.|\n)*add it to the selection"
    ):
        fetch(server, client)


def test_a_withdrawn_table_is_said_with_those_of_its_kind(server: Publishers, client: HttpClient) -> None:
    """As a projection, whose name carries its year."""
    for name in ("FRKM127", "FOLK9"):
        server.tables.statbank["", name] = [FOLK9]
    with pytest.raises(Refused, match=r"withdrawn(.|\n)*One of: FRKM127\n(.|\n)*took its place"):
        fetch(server, client, service={"table": "FRKM126"})
    server.always["/v1/tables"] = json_reply({"another": "form"})
    with pytest.raises(Refused, match="withdrawn"):
        fetch(server, client, service={"table": "FRKM126"})


def test_a_table_that_is_not_kept_up_to_date_is_fetched_and_said_to_be_withdrawn(
    statbank: Publishers, client: HttpClient
) -> None:
    statbank.tables.inactive.add("FOLK9")
    assert fetch(statbank, client).state is SourceState.WITHDRAWN


@pytest.mark.parametrize(
    ("reply", "what"),
    [
        (recorded("statbank_error_notfound_http400.json", status=400), "EXTRACT-NOTFOUND: Can't find"),
        (recorded("statbank_error_format_http400.json", status=400), "REQUEST-MISSING"),
        (Reply(b"", "text/html", 404), "there is no such service"),
        (Reply(b"<h1>Ikke nu</h1>", "text/html", 403), r"HTTP 403\): <h1>Ikke nu"),
        (Reply(b"<html>Lukket</html>", CSV), "a page of HTML"),
        (Reply((RECORDED / "statbank_error_notfound_http400.json").read_bytes(), CSV), "JSON, EXTRACT"),
        (Reply(b"[1]", CSV), "is JSON, and no table"),
        (Reply(b"OMR\xc5DE;TID;INDHOLD\r\n", CSV), "not UTF-8 at byte 3"),
        (Reply(FOLK9.csv(WHOLE)[:-9], CSV), "cut short"),
        (Reply(b"", CSV), "cut short"),
        (Reply("OMRÅDE;TID;INDHOLD\r\n".encode(), CSV), "no rows"),
        (Reply(FOLK9.csv(WHOLE).replace(b"TID", b"TIME"), CSV), r"column TID is missing(.|\n)*TIME"),
        (Reply(FOLK9.csv(WHOLE).replace(b";TID;", b";TID;TID;"), CSV), "columns twice"),
        (Reply(FOLK9.csv(WHOLE).replace(b"990;2026K1;1,5", b"990;2026K1"), CSV), "1 of 18 rows have"),
        (Reply(FOLK9.csv(WHOLE).replace(b"990;", b"000;"), CSV), "6 rows say something"),
        (Reply(FOLK9.csv(WHOLE).replace(b"991;", b"992;"), CSV), "1 codes that were not asked for"),
        (Reply(FOLK9.csv(WHOLE).replace(b"K3;", b"Q3;"), CSV), r"in another language\?\): 2025Q3, 2026Q3"),
        (Reply(FOLK9.csv({"OMRÅDE": ["000", "990"], "TID": ["*"]}), CSV), "1 of 3 codes are missing: 991"),
        (Reply(b'OMR\xc3\x85DE;TID;INDHOLD\r\n"000";"2026\r\n', CSV), "cannot be taken apart"),
    ],
)  # fmt: skip
def test_an_answer_that_is_not_what_was_asked_for_is_refused(
    statbank: Publishers, client: HttpClient, reply: Reply, what: str
) -> None:
    statbank.first("/v1/data", reply)
    with pytest.raises(Refused, match=what) as refused:
        fetch(statbank, client)
    assert all(problem.where.startswith("StatBank FOLK9") for problem in refused.value.problems)


@pytest.mark.parametrize(
    "content",
    [b"[]", b"{}", b'{"id": 1}', b"<html>", b"\xff", b'{"id":"A","text":"B","variables":[{}]}', b"[" * 10**5],
)
def test_what_is_no_description_is_refused(statbank: Publishers, client: HttpClient, content: bytes) -> None:
    statbank.first("/v1/tableinfo", Reply(content, "text/json"))
    with pytest.raises(Refused, match="no description of a table"):
        fetch(statbank, client)


def test_the_recorded_description_is_understood(server: Publishers, client: HttpClient) -> None:
    """STRAF42 in Danish, byte for byte; the recorded figures have texts, where codes were asked for."""
    with pytest.raises(Refused) as refused:
        fetch(server, client, **STRAF42)
    problem, missing = refused.value.problems
    assert missing.what == "1 of 1 codes are missing: 00"
    assert problem.what == "1 codes that were not asked for (in another language?): Total"
    assert problem.where == "StatBank STRAF42, column HERKOMST1"


def test_the_recorded_figures_are_understood_with_their_code(server: Publishers, client: HttpClient) -> None:
    content = (RECORDED / "data_straf42_csv.csv").read_bytes().replace(b"Total", b"00")
    server.first("/v1/data", Reply(content, CSV))
    delivery = fetch(server, client, **STRAF42)
    assert delivery.content == content
    assert delivery.updated == "2025-03-25T08:00:00"


def test_a_code_that_was_recorded_as_gone_is_said(server: Publishers, client: HttpClient) -> None:
    selection = {"HERKOMST1": ["86"], "OVERTRÆD": ["TOT"], "Tid": ["2023"]}
    with pytest.raises(Refused, match=r"86\n  allowed: one of: 00, 80, 81"):
        fetch(server, client, **{**STRAF42, "service": {"table": "STRAF42", "selection": selection}})
    assert json.loads((RECORDED / "table_info_straf42_da.json").read_bytes())["active"] is True
