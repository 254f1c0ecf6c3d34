"""Statistical disclosure control: no person can be recognised from this edition and all earlier ones.

In: observations, declarations, and the ledgers of earlier editions. Out: the observations that may be shown,
and this edition's own ledger of published and suppressed counts.
"""
