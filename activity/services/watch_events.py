"""Events about data that do not come: a source that falls silent, a night
that is missing.
"""

from datetime import datetime, timedelta

from activity.models import FeedSilence
from activity.selectors.freshness import read_freshness
from activity.selectors.nights import published
from common.db.transactions import atomic_with_retry
from common.jobs.events import NewDomainEvent, publish

ONE_DAY = timedelta(days=1)


def publish_silence(silence: FeedSilence, *, now: datetime) -> None:
    """Publish that a feed has fallen silent, in the transaction of its alarm."""
    data = {
        "source": silence.source.name,
        "scope": silence.scope,
        "silent_since": silence.silent_since.isoformat(),
        "expected": silence.expected,
        "cause": str(silence.cause),
    }
    key = f"feed.silent:{silence.pk}"
    publish([NewDomainEvent("feed.silent", key, silence, data)], now=now)


@atomic_with_retry
def watch_nights(*, now: datetime) -> bool:
    """Publish once for each business date that its night is missing, from
    04:00 of the next morning; return whether one is.

    Before the first night nothing is missing, and nothing is said by a clock
    that is not believed.
    """
    freshness = read_freshness(now)
    seen = published()
    if seen is None or not freshness.is_late or freshness.clock != "ok":
        return False
    due = seen.business_date + freshness.missing_nights * ONE_DAY
    data = {
        "business_date": due.isoformat(),
        "missing_nights": freshness.missing_nights,
    }
    key = f"night.missing:{due}"
    publish([NewDomainEvent("night.missing", key, seen, data)], now=now)
    return True
