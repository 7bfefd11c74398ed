"""Telegram and the process. The only package that imports telegram."""

import os

# PTB is moving its durations to timedelta, and warns about the old way unless told so before its import.
os.environ.setdefault("PTB_TIMEDELTA", "true")
