"""The models of activity: sources and events, imports, nights and what they write."""

from activity.models.batches import IngestBatch, RejectedRow
from activity.models.clock import ClockReading
from activity.models.column_mappings import ColumnMapping
from activity.models.events import (
    ActivityEvent,
    EventDetail,
    EventSource,
    MovedIdentityEvent,
)
from activity.models.feeds import (
    FeedCursor,
    FeedDay,
    FeedSilence,
    FeedState,
)
from activity.models.mappings import validate_columns, validate_kinds
from activity.models.member_sets import MemberWeekSet
from activity.models.nights import (
    CommunityWeek,
    MemberRecount,
    MemberSeries,
    NightlyRun,
    NightShard,
    PublishedGeneration,
)
from activity.models.summaries import ActivitySummary

__all__ = [
    "ActivityEvent",
    "ActivitySummary",
    "ClockReading",
    "ColumnMapping",
    "CommunityWeek",
    "EventDetail",
    "EventSource",
    "FeedCursor",
    "FeedDay",
    "FeedSilence",
    "FeedState",
    "IngestBatch",
    "MemberRecount",
    "MemberSeries",
    "MemberWeekSet",
    "MovedIdentityEvent",
    "NightShard",
    "NightlyRun",
    "PublishedGeneration",
    "RejectedRow",
    "validate_columns",
    "validate_kinds",
]
