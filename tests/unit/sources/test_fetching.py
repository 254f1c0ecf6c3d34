"""Files are fetched once, checked, and kept whatever becomes of the others."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from municipality import LAST
from publishers import Publishers, Reply, serving
from publishers.declared import KEY, declare_services, publishers_of

from sigtepunkt.core.errors import Refused
from sigtepunkt.core.project import Project
from sigtepunkt.sources.choice import choose
from sigtepunkt.sources.connectors import Connectors
from sigtepunkt.sources.fetching import Fetching, requests
from sigtepunkt.sources.transport.http_client import Patience
from sigtepunkt.sources.under_way import Arrival, UnderWay
from sigtepunkt.strategy import Source, load_definitions

TODAY = dt.date(2026, 11, 26)
IMPATIENT = Patience(attempts=2, first_wait=0.01)
FetchAll = Callable[[], dict[str, Arrival]]


@pytest.fixture
def served(project: Project) -> Iterator[Publishers]:
    """The services of Prøvekommune's sources."""
    with serving(publishers_of(declare_services(project), LAST)) as publishers:
        yield publishers


@pytest.fixture
def progress() -> list[tuple[str, str]]:
    """What fetching says of itself."""
    return []


@pytest.fixture
def under_way(tmp_path: Path) -> UnderWay:
    """A folder that is not there yet."""
    return UnderWay(tmp_path / "under way")


@pytest.fixture
def fetch(
    project: Project, served: Publishers, under_way: UnderWay, progress: list[tuple[str, str]]
) -> FetchAll:
    """Fetch everything that a service gives, as one command does."""
    connectors = Connectors(served.address, {"SIGTEPUNKT_JOBINDSATS_KEY": KEY})
    sources = choose(load_definitions(project).sources, (), (), connectors).fetched

    def run() -> dict[str, Arrival]:
        fetching = Fetching(
            Connectors(served.address, connectors.environment),
            under_way,
            TODAY,
            lambda _source, _path: None,
            lambda stage, detail: progress.append((stage, detail)),
            IMPATIENT,
        )
        return fetching.fetch(sources)

    return run


def test_every_file_comes_with_where_it_came_from(fetch: FetchAll, project: Project) -> None:
    arrivals = fetch()
    assert list(arrivals) == ["proeve-folketal", "proeve-ledige", "proeve-fremskrivning"]
    for arrival in arrivals.values():
        assert arrival.path.read_bytes() == (project.raw(LAST) / arrival.path.name).read_bytes()
    provenance = arrivals["proeve-folketal"].provenance
    assert provenance["via"].startswith("udgiverens tjeneste på 127.0.0.1:")
    assert {
        key: provenance[key] for key in ("source", "publisher", "table", "licence", "retrieved", "updated")
    } == {
        "source": "proeve-folketal",
        "publisher": "Prøvestatistik",
        "table": "FOLK9",
        "licence": "CC BY 4.0",
        "retrieved": "2026-11-26",
        "updated": "2026-11-11T08:00:00",
    }
    assert provenance["query"][0].startswith('POST /v1/data {"table": "FOLK9"')
    assert len(provenance["request"]) == 64
    assert arrivals["proeve-ledige"].provenance["updated"] == "ukendt"


def test_progress_says_what_is_left(fetch: FetchAll, progress: list[tuple[str, str]]) -> None:
    fetch()
    assert progress == [
        ("fetch", "FOLK9 (proeve-folketal), 3 left"),
        ("fetch", "Y99 (proeve-ledige), 2 left"),
        ("fetch", "FREM9 (proeve-fremskrivning), 1 left"),
    ]


def test_what_was_had_is_not_asked_for_again(fetch: FetchAll, served: Publishers) -> None:
    first = fetch()
    served.asked.clear()
    assert fetch() == first
    assert served.asked == []


def test_a_failure_keeps_the_others(
    fetch: FetchAll, served: Publishers, progress: list[tuple[str, str]]
) -> None:
    served.first("/v3/data/y99", Reply(b"<html>", "text/html"))
    with pytest.raises(Refused) as refused:
        fetch()
    assert len(refused.value.problems) == 1
    assert progress[-1] == ("kept", "2 of 3 files; the same command goes on with the others")
    served.asked.clear()
    assert len(fetch()) == 3
    assert served.data_asked() == ["y99"]


def test_a_service_that_does_not_answer_is_given_up(fetch: FetchAll, served: Publishers) -> None:
    served.always["/v1/tableinfo"] = Reply(status=503)
    with pytest.raises(Refused) as refused:
        fetch()
    assert ["HTTP 503" in problem.what for problem in refused.value.problems] == [True, True]


def test_a_service_that_is_not_there_is_asked_for_one_table(
    project: Project, under_way: UnderWay, served: Publishers
) -> None:
    served.server_close()
    sources = load_definitions(project).sources
    chosen = {key: source for key, source in sources.items() if source.format == "statbank"}
    fetching = Fetching(
        Connectors(served.address, {}), under_way, TODAY, lambda *_: None, lambda *_: None, IMPATIENT
    )
    with pytest.raises(Refused) as refused:
        fetching.fetch(chosen)
    unreachable, others = refused.value.problems
    assert "no connection" in unreachable.what
    assert others.what == "not asked for, since their service does not answer (1): proeve-fremskrivning"


@pytest.mark.parametrize("change", ["file", "marker", "no marker", "another address", "another selection"])
def test_what_is_not_exactly_that_is_asked_for_again(
    fetch: FetchAll, served: Publishers, under_way: UnderWay, change: str
) -> None:
    fetch()
    path = under_way.folder / "folketal.csv"
    marker = under_way.folder / "folketal.csv.fetched.json"
    if change == "file":
        path.write_bytes(path.read_bytes()[:-9])
    elif change == "marker":
        marker.write_bytes(marker.read_bytes()[:-9])
    elif change == "no marker":
        marker.unlink()
    else:
        content = json.loads(marker.read_text(encoding="utf-8"))
        marker.write_text(json.dumps({**content, "asked": change}), encoding="utf-8")
    served.asked.clear()
    assert len(fetch()) == 3
    assert served.data_asked() == ["FOLK9"]


def test_a_file_that_its_reader_refuses_is_not_kept(
    project: Project, served: Publishers, under_way: UnderWay
) -> None:
    def accept(source: Source, path: Path) -> None:
        assert path.is_file()
        raise Refused.of("no such figures", source.file)

    sources = {"proeve-folketal": load_definitions(project).sources["proeve-folketal"]}
    connectors = Connectors(served.address, {})
    for _ in range(2):
        fetching = Fetching(connectors, under_way, TODAY, accept, lambda *_: None, IMPATIENT)
        with pytest.raises(Refused, match="no such figures"):
            fetching.fetch(sources)
    assert served.data_asked() == ["FOLK9", "FOLK9"]


def test_what_would_be_sent_is_known_beforehand(project: Project, served: Publishers) -> None:
    connectors = Connectors(served.address, {"SIGTEPUNKT_JOBINDSATS_KEY": KEY})
    sources = choose(load_definitions(project).sources, (), (), connectors).fetched
    lines = [f"{key} {request.line}" for key, request in requests(sources, connectors)]
    assert [line.split()[:2] for line in lines] == [
        ["proeve-folketal", "POST"],
        ["proeve-folketal", "POST"],
        ["proeve-ledige", "GET"],
        ["proeve-fremskrivning", "POST"],
        ["proeve-fremskrivning", "POST"],
    ]
    assert KEY not in "".join(lines)
    assert served.asked == []


def test_no_file_that_is_kept_holds_the_key(fetch: FetchAll, under_way: UnderWay) -> None:
    fetch()
    assert not [path for path in under_way.folder.iterdir() if KEY.encode() in path.read_bytes()]
