"""What only the council page shows: the matrix of focus areas."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from sigtepunkt import danish, wording
from sigtepunkt.signals import FocusState
from sigtepunkt.strategy import Strategy
from sigtepunkt.templates import render


def matrix(strategy: Strategy, states: Mapping[str, FocusState], held: Mapping[str, str]) -> str:
    """Return the committees x aims table of focus areas with their states, and in words what is `held` of their newest figures."""
    rows = [
        {
            "committee": committee.short, "href": f"{key}.html",
            "cells": [
                [
                    {"name": area.name, "href": f"{key}.html#{name}", "kind": states[name], "text": wording.FOCUS_STATES[states[name]], "held": held[name]}
                    for name, area in strategy.areas_of(aim=aim, committee=key).items()
                ]
                for aim in strategy.aims
            ],
        }
        for key, committee in strategy.committees.items()
    ]
    counts = Counter(states.values())
    legend = [{"kind": kind, "text": text, "count": counts[kind]} for kind, text in wording.FOCUS_STATES.items() if counts[kind]]
    return render("matrix", aims=[aim.title for aim in strategy.aims.values()], rows=rows, legend=legend, count=danish.number(len(states)))
