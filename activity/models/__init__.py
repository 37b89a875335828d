"""The nouns of activity: sources and events, deliveries, nights and what they write."""

from activity.models.events import ActivityEvent, EventSource, IngestBatch, RejectedRow
from activity.models.nights import CommunityWeek, MemberRecount, MemberSeries, Night, NightShard, PublishedGeneration
from activity.models.summaries import ActivitySummary

__all__ = [
    "ActivityEvent",
    "ActivitySummary",
    "CommunityWeek",
    "EventSource",
    "IngestBatch",
    "MemberRecount",
    "MemberSeries",
    "Night",
    "NightShard",
    "PublishedGeneration",
    "RejectedRow",
]
