"""Areas as a dialect spells them → codes; other areas are dropped where the dialect says so. Pure."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from sigtepunkt.core.errors import Problem, Refused, nearest
from sigtepunkt.raw.readers.raw_table import Fault, grouped
from sigtepunkt.raw.readers.typed_columns import quoted
from sigtepunkt.strategy import Dialect, Source


def in_codes(
    source: Source, frame: pd.DataFrame, name: str, codes: Mapping[str, str], home: str
) -> pd.DataFrame:
    """Return a raw frame with the code of every area that its dialect spells in a way of its own.

    A frame whose source declares no such way is returned as it is. `codes` maps every spelling that the
    municipality declares to a code, `home` is its own. Raises Refused, naming the row, for a code beside
    another area's name, and where other areas are dropped and the municipality is not among the rest.
    """
    if not source.area or not source.dialect.spells_areas:
        return frame
    texts = [text for text in frame[source.area].unique() if isinstance(text, str)]
    spelt = {text: _code(source.dialect, text, codes) for text in texts}
    faults: list[Fault] = []
    for row, text in frame[source.area].items():
        if isinstance(text, str) and spelt[text] is None:
            contradiction = f"{quoted(text)} is the code of one area and the name of another"
            what = f"row {row}, column {source.area}: {contradiction}"
            problem = Problem(what, name, "a code and a name of the same area", f"ask {source.owner}")
            faults.append((int(str(row)), text, problem))
    if faults:
        raise Refused(*grouped(faults, name))
    if source.dialect.other_areas == "dropped":
        frame = frame[frame[source.area].map(lambda text: text is None or bool(spelt.get(text)))]
        if home not in {spelt.get(text) for text in frame[source.area].unique()}:
            what = f"no row is about the municipality itself ({home}), of {len(texts)} different areas"
            step = "if the file has it under another name, declare it in the dialect: areas = { … }"
            raise Refused.of(
                what, name, nearest(home, [text for text in texts if spelt[text]] or texts), step
            )
    return frame.assign(
        **{
            source.area: [
                (spelt.get(text) or text) if isinstance(text, str) else text for text in frame[source.area]
            ]
        }
    )


def _code(dialect: Dialect, text: str, codes: Mapping[str, str]) -> str | None:
    """Return the code of an area, "" where nobody declared it, None where the text contradicts itself."""
    code, name = dialect.area(text)
    if text in dialect.areas:
        return codes.get(code, "")
    if code and name and codes.get(code) == code:
        return code if codes.get(name, code) == code else None
    if text in codes:
        return codes[text]
    if code:
        return code if codes.get(code) == code else ""
    return codes.get(name, "")
