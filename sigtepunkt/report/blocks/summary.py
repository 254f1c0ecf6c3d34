"""What a page opens with: what is new and real, how many stand where, and what the reader has to know of the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from sigtepunkt.core import danish
from sigtepunkt.report.templating import render
from sigtepunkt.signals import State
from sigtepunkt.wording import sentences

SIGNALS = ("improvement", "concern", "high", "low")
MOST_SENTENCES = 8


def summary_block(
    states: Sequence[State],
    finding: Callable[[State], Mapping[str, str]],
    *,
    official: int,
    gaps: int,
    withheld: int,
    discreet: str = "",
) -> str:
    """Return the block of a page's official `states`.

    `finding` words one of them; `official` counts the indicators, `gaps` the declared gaps, `withheld` the indicators
    with figures that are not shown, and `discreet` says of how many the newest figure is suppressed.
    """
    signals = [state for state in states if state.verdict in SIGNALS]
    tally = Counter((state.verdict, sentences.verdict(state).lower()) for state in states)
    left = len(signals) - MOST_SENTENCES
    footing = [
        f"{danish.counted(official, 'officiel indikator', 'officielle indikatorer')} og {danish.counted(gaps, 'erklæret hul', 'erklærede huller')} i det, der måles.",
        sentences.error_budget(states),
        _targets(states),
    ]
    if withheld:
        footing.append(
            f"Tal fra {danish.counted(withheld, 'indikator', 'indikatorer')} er tilbageholdt, fordi de ikke bestod kontrollen; grunden står ved tallet."
        )
    if discreet:
        footing.append(discreet)
    return render(
        "summary",
        sentences=[finding(state) for state in signals[:MOST_SENTENCES]],
        rest=f"Yderligere {danish.counted(left, 'indikator', 'indikatorer')} viser en ændring; de står under fokusområderne."
        if left > 0
        else "",
        tally=[{"kind": kind, "text": text, "count": count} for (kind, text), count in sorted(tally.items())],
        footing=" ".join(footing),
    )


def _targets(states: Sequence[State]) -> str:
    count = sum(state.aim is not None for state in states)
    if not count:
        return "Ingen indikator har et mål, for ingen beslutning med et måltal er lagt ind."
    return (
        f"{danish.capitalised(danish.counted(count, 'indikator har', 'indikatorer har'))} et besluttet mål."
    )
