"""StatBank's CSV, held against what was asked for: what is cut short or changed is refused. Pure."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator, Sequence

from sigtepunkt.core import plain_text
from sigtepunkt.core.errors import Problem, Refused, abridged, nearest
from sigtepunkt.sources.services.statbank_table import Selected

VALUE = "INDHOLD"
_MARK = "\ufeff".encode()
_AGAIN = "run the command again; if it is so again, look at the table in StatBank"


def refuse_unfit(content: bytes, selection: Sequence[Selected], where: str, *, every_code: bool) -> None:
    """Raise Refused unless the answer is the table that was selected.

    Refused are another kind of file, an error message, another encoding, a last line that is not finished, a
    header with other columns, rows of other lengths, codes that were not asked for, keys that stand there
    twice and, if `every_code` has to be there, codes that are missing.
    """
    text = _text(content, where)
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=";", strict=True))
    except csv.Error as error:
        raise Refused.of(f"the answer cannot be taken apart: {error}", where, "CSV", _AGAIN) from None
    header = rows[0] if rows else []
    _refuse_changed_header(header, selection, where)
    if len(rows) == 1:
        raise Refused.of("the answer has a header and no rows", where, "one row at least", _AGAIN)
    if problems := list(_row_faults(header, rows[1:], selection, where, every_code=every_code)):
        raise Refused(*problems)


def joined(answers: Sequence[bytes]) -> bytes:
    """Return several answers with the same header as one: the first as it is, of the others their rows."""
    first, *others = answers
    return b"".join([first, *(answer.partition(b"\n")[2] for answer in others)])


def error_of(content: bytes) -> tuple[str, str]:
    """Return the code and the message of StatBank's error object; empty where the content is none."""
    try:
        answer = json.loads(plain_text.decode(content))
    except (ValueError, RecursionError):
        return "", ""
    if not isinstance(answer, dict):
        return "", ""
    code, message = (plain_text.excerpt(str(answer.get(key, ""))) for key in ("errorTypeCode", "message"))
    return code, message


def _text(content: bytes, where: str) -> str:
    start = content.removeprefix(_MARK).lstrip()
    if start.startswith(b"<"):
        raise Refused.of("the answer is a page of HTML or XML, and no table", where, "CSV", _AGAIN)
    if start.startswith((b"{", b"[")):
        code, message = error_of(start)
        said = f", {code}: {message}" if code or message else ""
        raise Refused.of(f"the answer is JSON{said}, and no table", where, "CSV", _AGAIN)
    try:
        text = content.removeprefix(_MARK).decode()
    except UnicodeDecodeError as error:
        raise Refused.of(f"the answer is not UTF-8 at byte {error.start}", where, "UTF-8", _AGAIN) from None
    if not text.endswith("\n"):
        raise Refused.of("the answer's last line is not finished: it was cut short", where, "", _AGAIN)
    return plain_text.composed(text)


def _refuse_changed_header(header: Sequence[str], selection: Sequence[Selected], where: str) -> None:
    wanted = [*(each.column for each in selection), VALUE]
    if sorted(header) == sorted(wanted) and header[-1] == VALUE:
        return
    problems = [
        Problem(
            f"column {name} is missing", f"{where}, row 1", nearest(name, map(plain_text.excerpt, header))
        )
        for name in wanted
        if name not in header
    ]
    problems += [
        Problem(f"column {plain_text.excerpt(name)!r} was not asked for", f"{where}, row 1", ";".join(wanted))
        for name in dict.fromkeys(header)
        if name not in wanted
    ]
    changed = Problem(
        "the header has its columns twice, or in another order", f"{where}, row 1", ";".join(wanted)
    )
    raise Refused(*problems or [changed])


def _row_faults(
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    selection: Sequence[Selected],
    where: str,
    *,
    every_code: bool,
) -> Iterator[Problem]:
    if uneven := [number for number, row in enumerate(rows, 2) if len(row) != len(header)]:
        what = f"{len(uneven)} of {len(rows)} rows have more or fewer cells than the header"
        yield Problem(what, f"{where}, row {uneven[0]}", f"{len(header)} cells", _AGAIN)
        return
    keys = [tuple(row[:-1]) for row in rows]
    if repeated := len(keys) - len(set(keys)):
        twice = Counter(keys).most_common(1)[0][0]
        what = f"{repeated} rows say something that another row says, too"
        yield Problem(what, f"{where}, row {keys.index(twice) + 2} ({';'.join(twice)})", "each once", _AGAIN)
    for each in selection:
        column = header.index(each.column)
        present = dict.fromkeys(row[column] for row in rows)
        yield from _code_faults(each, present, where, every_code=every_code)


def _code_faults(
    each: Selected, present: dict[str, None], where: str, *, every_code: bool
) -> Iterator[Problem]:
    place, wanted = f"{where}, column {each.column}", set(each.codes)
    if foreign := [code for code in present if code not in wanted]:
        are_texts = foreign[0] in each.variable.codes.values()
        why = (
            "texts in place of codes" if are_texts else "codes that were not asked for (in another language?)"
        )
        what = f"{len(foreign)} {why}: {abridged(map(plain_text.excerpt, foreign))}"
        yield Problem(what, place, nearest(foreign[0], each.codes), _AGAIN)
    # A code of the time variable may be published for other codes than those asked for.
    if (
        every_code
        and not each.variable.is_time
        and (gone := [code for code in each.codes if code not in present])
    ):
        what = f"{len(gone)} of {len(each.codes)} codes are missing: {abridged(gone)}"
        yield Problem(what, place, "every code that was asked for", _AGAIN)
