"""How long a server asks to be left alone: the header Retry-After, which gives seconds or a date."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

#: Nobody is left alone for longer (seconds): whoever asks for more has made a mistake.
LONGEST_SECONDS = 30 * 86_400.0


def seconds_asked(header: str, now: datetime) -> float | None:
    """Seconds from `now`, 0 for what is past, thirty days at most; None where nothing sensible was said."""
    said = header.strip()
    if re.fullmatch(r"[+-]?\d+(\.\d+)?", said, re.ASCII):
        seconds = float(said)
    else:
        try:
            moment = parsedate_to_datetime(said)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
        seconds = ((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now).total_seconds()
    return min(max(seconds, 0.0), LONGEST_SECONDS)
