"""The delay a server asks for in `Retry-After`: seconds or an HTTP date → seconds to wait. Pure."""

from __future__ import annotations

import datetime as dt
import re
from email.utils import parsedate_to_datetime

_SECONDS = re.compile(r"[0-9]{1,9}")


def seconds_asked_for(header: str | None, now: dt.datetime) -> float | None:
    """Return how many seconds after `now` (with time zone) the server wants to be asked again.

    None where it says nothing that can be used: no header, zero, a date that has passed, or anything else
    than RFC 9110 allows.
    """
    text = (header or "").strip()
    if _SECONDS.fullmatch(text):
        seconds = float(text)
    else:
        try:
            moment = parsedate_to_datetime(text)
            seconds = (_with_zone(moment) - now).total_seconds()
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
    return seconds if seconds > 0 else None


def _with_zone(moment: dt.datetime) -> dt.datetime:
    """Return the moment in UTC where it does not say its zone: HTTP dates are in GMT."""
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
