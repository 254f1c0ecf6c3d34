"""Against a real server: what is tried again, what is refused, and how modestly it is asked."""

from __future__ import annotations

import datetime as dt
import gzip
import itertools
import time
from email.utils import format_datetime

import pytest
from publishers import Publishers, Reply, json_reply, serving

from sigtepunkt.core.errors import Refused, WrongUse
from sigtepunkt.sources.transport import http_client
from sigtepunkt.sources.transport.credentials import Key
from sigtepunkt.sources.transport.http_client import HttpClient, NoAnswer, Patience, Unreachable
from sigtepunkt.sources.transport.request import Request

BODY = b"OMR\xc3\x85DE;TID;INDHOLD\r\n000;2026K3;1\r\n" * 50
WHOLE = Reply(BODY)
BETWEEN = http_client._BETWEEN  # as it is where a server is spared
SECRET = "hemmelig-noegle-4711"  # noqa: S105 - of a made-up service


def ask(server: Publishers, path: str = "/tabel", key: Key | None = None) -> Request:
    return Request("GET", server.address + path, ("text/csv",), key=key)


def test_an_answer_comes_as_it_was_sent(server: Publishers, client: HttpClient) -> None:
    server.first("/tabel", WHOLE)
    answer = client.send(ask(server))
    assert (answer.status, answer.content_type, answer.content) == (200, "text/csv", BODY)


def test_what_is_asked_arrives_as_it_is_printed(server: Publishers, client: HttpClient) -> None:
    query = (("mgroup.*", "*"), ("period.M", "latest:60"), ("type", "Resultat - udledning"))
    request = Request("GET", f"{server.address}/tabel", ("text/csv",), query)
    server.first("/tabel", WHOLE)
    client.send(request)
    assert {name: values[0] for name, values in server.asked[0].query.items()} == dict(query)
    assert "mgroup.*=*&period.M=latest:60&type=Resultat%20-%20udledning" in request.line
    server.first("/data", WHOLE)
    client.send(Request("POST", f"{server.address}/data", ("text/csv",), body={"code": "OMRÅDE"}))
    assert server.asked[1].body == {"code": "OMRÅDE"}
    assert server.asked[1].headers["Accept"] == "text/csv"


def test_at_most_four_requests_go_out_in_a_second(
    server: Publishers, client: HttpClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_client, "_BETWEEN", BETWEEN)
    server.always["/tabel"] = WHOLE
    for _ in range(6):
        client.send(ask(server))
    times = [asked.at for asked in server.asked]
    assert all(later - earlier > 0.2 for earlier, later in itertools.pairwise(times))
    assert times[4] - times[0] > 0.95


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_a_service_that_cannot_now_is_asked_again(
    server: Publishers, client: HttpClient, waits: list[str], status: int
) -> None:
    server.first("/tabel", Reply(b"", "text/html", status), WHOLE)
    assert client.send(ask(server)).content == BODY
    assert waits == [f"the service answers HTTP {status}; trying again"]


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_the_delay_is_the_servers_own(
    server: Publishers, client: HttpClient, waits: list[str], form: str
) -> None:
    then = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=3)
    header = "2" if form == "seconds" else format_datetime(then, usegmt=True)
    server.first("/tabel", Reply(b"", status=429, headers={"Retry-After": header}), WHOLE)
    client.send(ask(server))
    assert 1.5 < server.asked[1].at - server.asked[0].at < 4
    assert "it asks for" in waits[0]


@pytest.mark.parametrize("header", ["0", "Sun, 06 Nov 1994 08:49:37 GMT", "later"])
def test_a_delay_of_nothing_is_no_hint(
    server: Publishers, client: HttpClient, waits: list[str], header: str
) -> None:
    server.first("/tabel", Reply(b"", status=503, headers={"Retry-After": header}), WHOLE)
    client.send(ask(server))
    assert waits == ["the service answers HTTP 503; trying again"]


def test_a_server_that_asks_for_an_hour_is_asked_another_time(server: Publishers, client: HttpClient) -> None:
    server.first("/tabel", Reply(b"", status=429, headers={"Retry-After": "3600"}))
    with pytest.raises(NoAnswer, match=r"asks for 3600 seconds(.|\n)*run the command again later"):
        client.send(ask(server))
    assert len(server.asked) == 1


def test_what_does_not_pass_is_refused_after_some_attempts(server: Publishers, client: HttpClient) -> None:
    server.always["/tabel"] = Reply(b"", status=500)
    with pytest.raises(NoAnswer, match=r"HTTP 500, 3 times(.|\n)*kept"):
        client.send(ask(server))
    assert len(server.asked) == 3


@pytest.mark.parametrize("manner", ["cut", "short", "unending", "silent", "slow"])
def test_half_an_answer_is_none(
    server: Publishers, client: HttpClient, waits: list[str], manner: str
) -> None:
    broken = Reply(BODY, manner=manner, pause=1.0 if manner == "silent" else 0.1)  # type: ignore[arg-type]
    server.first("/tabel", broken, WHOLE)
    assert client.send(ask(server)).content == BODY
    (said,) = waits
    assert ("broke" in said) == (manner in {"cut", "short", "unending"})
    assert ("nothing came" in said) == (manner == "silent")
    assert ("took over" in said) == (manner == "slow")


def test_half_an_answer_again_and_again_is_refused(server: Publishers, client: HttpClient) -> None:
    server.always["/tabel"] = Reply(BODY, manner="cut")
    with pytest.raises(NoAnswer, match="the connection broke"):
        client.send(ask(server))


def test_a_service_that_is_not_there_is_unreachable(client: HttpClient) -> None:
    with serving(Publishers()) as gone:
        request = ask(gone)
    with pytest.raises(Unreachable, match="no connection"):
        client.send(request)


@pytest.mark.parametrize("kind", ["text/html", "application/octet-stream", ""])
def test_another_type_than_asked_for_is_refused(server: Publishers, client: HttpClient, kind: str) -> None:
    server.first("/tabel", Reply(b"<html>", kind))
    with pytest.raises(Refused, match=kind or "not given"):
        client.send(ask(server))


@pytest.mark.parametrize("status", [204, 206])
def test_a_part_of_an_answer_is_refused(server: Publishers, client: HttpClient, status: int) -> None:
    server.first("/tabel", Reply(b"" if status == 204 else BODY, status=status))
    with pytest.raises(Refused, match=f"HTTP {status}"):
        client.send(ask(server))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_another_host_is_not_followed(server: Publishers, client: HttpClient, status: int) -> None:
    with serving(Publishers()) as other:
        server.first("/tabel", Reply(status=status, headers={"Location": f"{other.address}/tabel"}))
        with pytest.raises(Refused, match=r"another host, '127\.0\.0\.1:"):
            client.send(ask(server, key=Key("Authorization", "Bearer ", SECRET)))
        assert other.asked == []


def test_the_same_host_is_followed_and_not_for_ever(server: Publishers, client: HttpClient) -> None:
    server.first("/tabel", Reply(status=302, headers={"Location": "/ny"}))
    server.first("/ny", WHOLE)
    assert client.send(ask(server)).content == BODY
    server.always["/ring"] = Reply(status=302, headers={"Location": "/ring"})
    with pytest.raises(Refused, match="more than 3 times"):
        client.send(ask(server, "/ring"))


def test_a_question_is_not_lost_on_the_way(server: Publishers, client: HttpClient) -> None:
    request = Request("POST", f"{server.address}/data", ("text/csv",), body={"table": "FOLK9"})
    server.first("/data", Reply(status=302, headers={"Location": "/ny"}))
    with pytest.raises(Refused, match="loses what was asked"):
        client.send(request)
    server.first("/data", Reply(status=307, headers={"Location": "/ny"}))
    server.first("/ny", WHOLE)
    client.send(request)
    assert server.asked[-1].body == {"table": "FOLK9"}


@pytest.mark.parametrize("place", ["http://[", ""])
def test_nowhere_is_not_followed(server: Publishers, client: HttpClient, place: str) -> None:
    server.always["/tabel"] = Reply(status=302, headers={"Location": place})
    with pytest.raises(Refused):
        client.send(ask(server))


def test_an_answer_larger_than_is_read_is_refused_on_the_way(server: Publishers) -> None:
    packed = gzip.compress(b"0" * 5_000_000)
    server.first("/tabel", Reply(b"0" * 200_001), Reply(packed, headers={"Content-Encoding": "gzip"}))
    with HttpClient(patience=Patience(attempts=1), most_bytes=200_000) as client:
        for _ in range(2):
            with pytest.raises(Refused, match=r"larger than is read here(.|\n)*0\.2 MB"):
                client.send(ask(server))


def test_damaged_compression_is_no_answer(server: Publishers, client: HttpClient) -> None:
    server.always["/tabel"] = Reply(b"no gzip", headers={"Content-Encoding": "gzip"})
    with pytest.raises(NoAnswer, match="compression is damaged"):
        client.send(ask(server))


def test_a_proxy_is_respected(server: Publishers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", server.address)
    server.always["/tabel"] = WHOLE
    with HttpClient(patience=Patience(attempts=1)) as client:
        client.send(Request("GET", "http://udgiver.invalid/tabel", ("text/csv",)))
    assert server.asked[0].headers["Host"] == "udgiver.invalid"


def test_a_proxys_password_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"gopher://jens:{SECRET}@127.0.0.1:1")
    with pytest.raises(WrongUse, match="HTTP_PROXY") as refused, HttpClient():
        pass
    assert SECRET not in str(refused.value)


def test_no_message_holds_the_key(server: Publishers, client: HttpClient, waits: list[str]) -> None:
    key = Key("Authorization", "Bearer ", SECRET)
    request = ask(server, key=key)
    server.first("/tabel", json_reply({"message": f"{SECRET} is not known"}, 401))
    answer = client.send(request)
    assert server.asked[0].headers["Authorization"] == f"Bearer {SECRET}"
    said = (
        answer.excerpt(request),
        repr(request),
        request.line,
        repr(key),
        str(key),
        request.checksum,
        *waits,
    )
    assert SECRET not in "".join(said)
    assert "*** is not known" in answer.excerpt(request)


@pytest.mark.parametrize("address", ["http://x y", "http://" + "a" * 300, "http://\ud800"])
def test_what_is_no_address_is_said_to_be_none(client: HttpClient, address: str) -> None:
    with pytest.raises((WrongUse, Unreachable)):
        client.send(Request("GET", address, ("text/csv",)))


def test_waiting_is_told_while_it_happens(server: Publishers, waits: list[str]) -> None:
    server.first("/tabel", Reply(status=503, headers={"Retry-After": "1"}), WHOLE)
    begun = time.monotonic()
    with HttpClient(waits.append, Patience(first_wait=0.01)) as client:
        client.send(ask(server))
    assert time.monotonic() - begun >= 1
    assert waits == ["the service answers HTTP 503; it asks for 1 seconds; trying again"]
