"""Refusals say what, where, what was allowed and what to do next."""

from __future__ import annotations

from sigtepunkt.core.errors import Problem, Refused, SigtepunktError, WrongUse, nearest


def test_a_problem_says_where_then_what_then_what_was_allowed_then_what_to_do() -> None:
    assert str(Problem("is missing", "strategy/x.toml", "a title", "add it")).splitlines() == [
        "strategy/x.toml: is missing",
        "  allowed: a title",
        "  next:    add it",
    ]


def test_what_does_not_help_is_not_said() -> None:
    assert str(Problem("is missing", "strategy/x.toml")) == "strategy/x.toml: is missing"


def test_a_refusal_carries_every_problem_in_order() -> None:
    problems = (Problem("one", "a"), Problem("two", "b"))
    refusal = Refused(*problems)
    assert refusal.problems == problems
    assert str(refusal) == "a: one\nb: two"


def test_wrong_use_and_refusals_have_their_own_exit_codes_and_one_base() -> None:
    assert (Refused.exit_code, WrongUse.exit_code) == (1, 2)
    assert issubclass(Refused, SigtepunktError)
    assert issubclass(WrongUse, SigtepunktError)


def test_the_nearest_name_is_proposed_before_the_names_there_are() -> None:
    assert nearest("laring", ["vtf", "laering"]) == "did you mean 'laering'? One of: laering, vtf"


def test_nothing_is_proposed_when_nothing_is_near() -> None:
    assert nearest("xyz", ["vtf", "laering"]) == "one of: laering, vtf"


def test_one_letter_of_three_may_be_another() -> None:
    assert nearest("vtg", ["vtf", "laering"]).startswith("did you mean 'vtf'")


def test_another_word_with_some_of_the_letters_is_not_proposed() -> None:
    assert nearest("følger", ["øget", "steget"]) == "one of: steget, øget"


def test_a_long_list_of_names_is_cut_and_counted() -> None:
    text = nearest("xyz", [f"navn{number:02d}" for number in range(40)])
    assert "navn11, … (40 in all)" in text
    assert "navn12" not in text


def test_where_there_is_no_name_at_all_that_is_said() -> None:
    assert nearest("xyz", []) == "nothing: there is none"


def test_a_name_in_capitals_or_small_letters_is_near() -> None:
    assert nearest("LAERING", ["vtf", "laering"]) == "did you mean 'laering'? One of: laering, vtf"
