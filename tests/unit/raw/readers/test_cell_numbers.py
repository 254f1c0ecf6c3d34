"""A number is read as its source writes it, and as nothing where it could be two."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from example_sources import JOBINDSATS, STATBANK, read, refused, source, statbank
from hypothesis import given
from hypothesis import strategies as st
from municipality import LAST, damage, edit
from municipality.acceptance import accept_all

from sigtepunkt.core import danish
from sigtepunkt.core.errors import Refused
from sigtepunkt.core.project import Project
from sigtepunkt.raw.readers.cell_numbers import Style
from sigtepunkt.strategy import load_definitions

OFFICE = {"format": "semicolon", "area": "", "period": "TID", "values": ("INDHOLD",)}


def column(*cells: str) -> bytes:
    """Return a file of one value column."""
    return statbank("TID;INDHOLD", *(f"{2000 + index};{cell}" for index, cell in enumerate(cells)))


def answer(row: str) -> bytes:
    """Return an answer of Jobindsats with one row."""
    return f'{{"columns": ["Område", "Periode", "Ledige", "Pct."], "rows": [{row}]}}'.encode()


def written(value: float, decimals: int, decimal: str, *, thousands: bool) -> str:
    """Return a number as an office writes it."""
    text = f"{value:,.{decimals}f}" if thousands else f"{value:.{decimals}f}"
    return text.translate(str.maketrans(",.", ".,")) if decimal == "," else text


# --- what is declared ---------------------------------------------------------------------------------------


@given(
    st.lists(st.floats(-1e12, 1e12, allow_nan=False), min_size=1, max_size=6),
    st.integers(0, 9),
    st.sampled_from([",", "."]),
    st.booleans(),
)
def test_what_is_written_in_a_declared_style_is_read_as_the_same_numbers(
    values: list[float], decimals: int, decimal: str, thousands: bool
) -> None:
    style = Style.of(source(decimal=decimal))
    cells = [written(value, decimals, decimal, thousands=thousands) for value in values]
    assert style.numbers(cells) == [float(f"{value:.{decimals}f}") for value in values]
    assert style.doubt(cells, decimals_shown=False) is None


@given(st.lists(st.integers(1_000, 999_999), min_size=1, max_size=8))
def test_a_column_in_which_every_number_has_one_point_is_in_doubt_until_it_is_declared(
    values: list[int],
) -> None:
    cells = [f"{value:,}".replace(",", ".") for value in values]
    undeclared = Style.of(STATBANK)
    assert undeclared.doubt(cells, decimals_shown=False) is not None
    assert undeclared.doubt(cells, decimals_shown=True) is None, "decimals elsewhere in the file have a comma"
    assert Style.of(source(decimal=",")).numbers(cells) == values
    assert Style.of(source(decimal=".")).numbers(cells) == [value / 1000 for value in values]


@given(st.lists(st.integers(0, 10**9), min_size=2, max_size=8))
def test_a_doubtful_column_is_never_read_as_another_number(values: list[int]) -> None:
    """What is neither refused nor in doubt is what a spreadsheet in Danish would show."""
    cells = [f"{value:,}".replace(",", ".") if value % 2 else str(value) for value in values]
    style = Style.of(STATBANK)
    if style.doubt(cells, decimals_shown=False) is None:
        assert style.numbers(cells) == values
        assert not (
            any("." in cell for cell in cells) and any(len(cell) > 3 and "." not in cell for cell in cells)
        )


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [
        (("1.234", "999", "12.345"), (1234, 999, 12345)),
        (("1.234.567", "2.345"), (1234567, 2345)),
        (("1.234,5", "2.345"), (1234.5, 2345)),
        (("1.234", "0,5"), (1234, 0.5)),
        (("-1.234", "-999"), (-1234, -999)),
        (("1.234", "..", "345"), (1234, math.nan, 345)),
    ],
)
def test_points_are_thousands_where_the_whole_column_shows_it(
    tmp_path: Path, cells: tuple[str, ...], numbers: tuple[float, ...]
) -> None:
    frame = read(source(area=""), column(*cells), tmp_path)
    assert list(frame["INDHOLD"]) == pytest.approx(list(numbers), nan_ok=True)


@pytest.mark.parametrize(
    ("cells", "row", "expected"),
    [
        (("0.998", "1.729"), 2, "'0.998' is not a number"),
        (("1.729", "0.998"), 3, "'0.998' is not a number"),
        (("-0.998", "1"), 2, "'-0.998' is not a number"),
        (("1.729",), 2, "'1.729' could be two numbers"),
        (("1.729", "2.104", ".."), 2, "'1.729' could be two numbers"),
        (
            ("5384", "1.729"),
            3,
            "'1.729' could be two numbers: '5384' stands in the same column without a thousands point",
        ),
        (("1.729", "2"), 2, "'1.729' could be two numbers"),
        (("1.729", "2.5"), 3, "'2.5' is not a number"),
        (("1234.567", "1"), 2, "'1234.567' is not a number"),
    ],
)
def test_a_point_that_may_part_decimals_is_refused_and_how_to_declare_it_told(
    tmp_path: Path, cells: tuple[str, ...], row: int, expected: str
) -> None:
    (problem,) = refused(source(area=""), column(*cells), tmp_path)
    assert problem.what.startswith(f"row {row}, column INDHOLD: {expected}")
    assert 'decimal = "."' in problem.next_step
    assert "strategy/sources.toml" in problem.next_step


def test_a_declared_point_reads_rates_as_rates_and_refuses_danish_decimals(tmp_path: Path) -> None:
    english = source(area="", decimal=".")
    assert list(read(english, column("0.998", "1.729", "1,234.5"), tmp_path)["INDHOLD"]) == [
        0.998,
        1.729,
        1234.5,
    ]
    (problem,) = refused(english, column("0,998", "1"), tmp_path)
    assert "'0,998' is not a number" in problem.what
    assert problem.allowed.startswith("a number such as 1,234.5")
    assert 'decimal = ","' in problem.next_step


def test_a_declared_comma_still_refuses_a_point_that_can_part_no_thousands(tmp_path: Path) -> None:
    danish = source(area="", decimal=",")
    assert list(read(danish, column("1.729", "5384"), tmp_path)["INDHOLD"]) == [1729, 5384]
    (problem,) = refused(danish, column("0.998"), tmp_path)
    assert "'0.998' is not a number" in problem.what


def test_numbers_kept_as_text_in_an_answer_are_held_to_the_same(tmp_path: Path) -> None:
    (problem,) = refused(JOBINDSATS, answer('["/", "2026M07", "1.729", 3.3]'), tmp_path)
    assert "'1.729' could be two numbers" in problem.what


_number = Style.of(STATBANK).number


@given(st.floats(-1e12, 1e12, allow_nan=False), st.integers(0, 4))
def test_a_number_written_in_danish_is_read_as_the_same_number(value: float, decimals: int) -> None:
    assert _number(danish.number(value, decimals)) == pytest.approx(
        value, abs=0.5 * 10**-decimals + abs(value) * 1e-15
    )


@given(st.integers(-(10**15), 10**15))
def test_a_whole_number_is_read_exactly_with_and_without_thousands(value: int) -> None:
    assert _number(str(value)) == value
    assert _number(f"{value:,}".replace(",", ".")) == value
    assert _number(value) == value


@given(st.text(max_size=12))
def test_text_is_a_number_not_published_or_refused_and_never_a_fault(text: str) -> None:
    read_as = _number(text)
    if read_as is not None and math.isfinite(read_as):
        assert set(text.strip()) <= set("-−.,") | {sign for sign in text if sign.isdecimal()}


@pytest.mark.parametrize("text", ["", " ", ".", "..", None])
def test_what_statistikbanken_documents_for_nothing_published_is_missing(text: str | None) -> None:
    read_as = _number(text)
    assert read_as is not None
    assert math.isnan(read_as)


@pytest.mark.parametrize("text", ["-", "–", "...", ":", "*", "x"])
def test_a_sign_nobody_declared_is_no_number(text: str) -> None:
    assert _number(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "1.5",
        "12.34",
        "1.2345",
        "1,234.5",
        "1 234",
        "1e3",
        "+5",
        "5%",
        "--5",
        "5,",
        ",5",
        "0x1",
        "nan",
        "inf",
        "1.234.56",
        "0.998",
        "00.998",
        "012.345",
        "1234.567",
        "-0.998",
    ],
)
def test_what_is_no_danish_number_is_none(text: str) -> None:
    """A decimal point among Danish numbers would be read as thousands: a thousand times too large."""
    assert _number(text) is None


# --- signs for nothing --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("declared", "expected"), [({"zero": ("-",)}, 0.0), ({"missing": ("-",)}, math.nan)])
@pytest.mark.parametrize("form", ["statbank", "semicolon"])
def test_a_dash_is_what_the_source_declares(
    tmp_path: Path, form: str, declared: dict[str, tuple[str, ...]], expected: float
) -> None:
    frame = read(source(area="", format=form, **declared), column("-", "7"), tmp_path)
    assert list(frame["INDHOLD"]) == pytest.approx([expected, 7], nan_ok=True)


@pytest.mark.parametrize(
    ("form", "sign"),
    [
        ("statbank", "-"),
        ("statbank", "..."),
        ("statbank", "*"),
        ("semicolon", ".."),
        ("semicolon", "."),
        ("semicolon", "-"),
        ("semicolon", "–"),
        ("semicolon", ":"),
        ("semicolon", "#"),
    ],
)
def test_a_sign_nobody_declared_is_refused_with_its_cell_and_what_to_declare(
    tmp_path: Path, form: str, sign: str
) -> None:
    (problem,) = refused(source(area="", format=form), column("7", sign), tmp_path)
    assert problem.what == f"row 3, column INDHOLD: {sign!r} is not a number"
    assert f'missing = ["{sign}"]' in problem.next_step
    assert f'zero = ["{sign}"]' in problem.next_step


@pytest.mark.parametrize("sign", ["..", "."])
def test_statistikbankens_own_signs_are_missing_until_other_ones_are_declared(
    tmp_path: Path, sign: str
) -> None:
    assert math.isnan(read(source(area=""), column("7", sign), tmp_path)["INDHOLD"].iloc[1])
    (problem,) = refused(source(area="", missing=("x",)), column("7", sign), tmp_path)
    assert f"{sign!r} is not a number" in problem.what
    assert read(source(area="", zero=(sign,)), column("7", sign), tmp_path)["INDHOLD"].iloc[1] == 0


def test_a_sign_in_a_hundred_rows_is_told_once_with_a_count(tmp_path: Path) -> None:
    (problem,) = refused(source(**OFFICE), column(*["-"] * 100), tmp_path)
    assert (
        problem.what == "row 2, column INDHOLD: '-' is not a number, and so in 99 more rows (3, 4, 5, 6, …)"
    )


def test_zero_has_no_sign(tmp_path: Path) -> None:
    frame = read(JOBINDSATS, answer('["/", "2026M07", -0.0, "-0"]'), tmp_path)
    assert [math.copysign(1, frame[name].iloc[0]) for name in ("Ledige", "Pct.")] == [1, 1]


# --- declarations -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('missing = ["-"]\nzero = ["-"]', "more than one meaning"),
        ('missing = ["0"]', "no sign for nothing"),
        ('zero = [" -"]', "no sign for nothing"),
        ('decimal = ";"', "decimal"),
        ('encoding = "ANSI"', "cp1252"),
        ('encoding = "hex"', "cp1252"),
        ('encoding = ""', "cp1252"),
        ('percent = "yes"', "percent"),
    ],
)
def test_a_declaration_that_means_nothing_is_refused_by_key(
    project: Project, line: str, expected: str
) -> None:
    edit(project.strategy / "sources.toml", 'file = "folketal.csv"\n', f'file = "folketal.csv"\n{line}\n')
    with pytest.raises(Refused) as refusal:
        load_definitions(project)
    (problem,) = refusal.value.problems
    assert problem.where.startswith("strategy/sources.toml:")
    assert ": [proeve-folketal]" in problem.where
    assert expected in str(problem)


def test_a_point_that_became_decimals_withholds_the_source_and_no_figure_is_a_thousand_times_too_large(
    project: Project,
) -> None:
    damage(project, LAST, "nyttehaver.csv", lambda content: content.replace(b";120;10,0", b";0.998;1.729"))
    definitions = load_definitions(project)
    (received,) = accept_all(project, definitions, [LAST])
    assert "proeve-nyttehaver" not in received.tables
    assert any(
        "'0.998' is not a number, and so in 4 more rows" in problem.what for problem in received.problems
    )


# --- a sign of its own between thousands, and per cent in a text --------------------------------------------


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1 234,5", 1234.5),
        ("1\u00a0234\u202f567", 1234567),
        ("-1 234", -1234),
        ("12", 12),
        ("1234,5", 1234.5),
        ("1 23", None),
        ("1.234", None),
        ("0 234", None),
        ("1 234,5 6", None),
        ("12 3456", None),
    ],
)
def test_spaces_part_thousands_only_where_they_are_declared(text: str, number: float | None) -> None:
    assert Style.of(source(format="csv", dialect={"thousands": " "})).number(text) == number
    assert " " not in text or Style.of(source(format="csv")).number(text) is None


@pytest.mark.parametrize("text", ["1'234.5", "1\u2019234.5"])
def test_an_apostrophe_parts_thousands(text: str) -> None:
    assert Style.of(source(format="csv", decimal=".", dialect={"thousands": "'"})).number(text) == 1234.5


@pytest.mark.parametrize("text", ["12,5 %", "12,5%", "12,5\u00a0%"])
def test_per_cent_in_a_text_is_what_the_source_declares(text: str) -> None:
    assert Style.of(source(percent="shown")).number(text) == 12.5
    assert Style.of(source(percent="stored")).number(text) == 0.125
    assert Style.of(source()).number(text) is None
