"""Imported by the fork server before all the rest: no garbage is collected until `preload`, the last.

Each collection would go through all that is imported so far, and find nothing.
"""

import gc

gc.disable()
