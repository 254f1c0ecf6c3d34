"""What an attacker knows is handed to the solver in one order, whatever the hashes of the names."""

from __future__ import annotations

from sigtepunkt.disclosure.attacker.knowledge import AttackerKnowledge, VintageDecision
from sigtepunkt.disclosure.counts import Persons


def test_cells_that_are_never_published_stand_in_the_order_they_were_added() -> None:
    """Of equally few cells the solver takes the first it meets: a set would let each run suppress others."""
    cells = [
        ((f"unge/{name} (the rest)", "990", "2025"), 50.0 + number)
        for number, name in enumerate("qwertyuiop")
    ]
    knowledge = AttackerKnowledge()
    for cell in cells:
        knowledge._add_rest(cell, 5)
    assert [*knowledge.system(VintageDecision(Persons({}, ()), {}, {})).cells] == cells
