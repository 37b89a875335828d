"""For how long a member counts as new to the community, in every app."""

from datetime import timedelta

NEWCOMER_DAYS = 30
NEWCOMER_TIME = timedelta(days=NEWCOMER_DAYS)
