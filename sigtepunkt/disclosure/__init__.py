"""Statistical disclosure control: nobody is recognisable in what is published, alone or with all that was published before.

In: observations, declarations and the ledgers of earlier editions. Out: what may be shown, and the ledger of what was told and
suppressed.
"""
