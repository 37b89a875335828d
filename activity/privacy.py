"""What is stored of people by activity: what members did, and imports."""

from typing import Any

import activity.models as activity
from common.personal.declarations import (
    REPLACED,
    WHILE_MEMBER,
    WHILE_USED,
    OnErasure,
    Purpose,
    Records,
    days,
)

PRIVACY: dict[type[Any], Records] = {
    activity.EventSource: Records(
        purpose=Purpose.SETTINGS,
        kept=WHILE_USED,
        none=(
            "id name label platform time_zone time_format "
            "clock_change unknown_members threads history_until "
            "columns kinds"
        ),
    ),
    activity.ActivityEvent: Records(
        purpose=Purpose.COMMUNITY,
        kept=WHILE_MEMBER,
        about=("member",),
        none="id source batch",
        pseudonym="external_id member kind quantity occurred_at",
    ),
    activity.EventDetail: Records(
        purpose=Purpose.COMMUNITY,
        kept=WHILE_MEMBER,
        about=("event__member",),
        on_erasure=OnErasure.DELETE,
        none="event",
        pseudonym="object_type object_id",
        personal="properties",
    ),
    activity.MovedIdentityEvent: Records(
        purpose=Purpose.COMMUNITY,
        kept=WHILE_MEMBER,
        about=("event__member",),
        on_erasure=OnErasure.DELETE,
        none="event identity",
    ),
    activity.IngestBatch: Records(
        purpose=Purpose.IMPORTS,
        kept=WHILE_USED,
        none=(
            "id source content channel digest job started_at "
            "finished_at received accepted duplicate changed ignored "
            "rejected created_members stopped ignored_kinds"
        ),
        pseudonym="sent_by",
        personal="file_name sheet notes",
    ),
    activity.RejectedRow: Records(
        purpose=Purpose.IMPORTS,
        kept=days(90, "batch__started_at"),
        none="id batch line code",
        sensitive="faults raw",
        encrypted="raw",
        json_texts="raw",
    ),
    activity.ClockReading: Records(
        purpose=Purpose.SETTINGS,
        kept=WHILE_USED,
        none="id believed_at boot uptime doubt doubted_at",
    ),
    activity.ColumnMapping: Records(
        purpose=Purpose.SETTINGS,
        kept=WHILE_USED,
        none="id source content digest header columns used_at",
        pseudonym="kept_by",
    ),
    activity.FeedCursor: Records(
        purpose=Purpose.FIGURES,
        kept=WHILE_USED,
        none="id events_through counted_at",
    ),
    activity.FeedDay: Records(
        purpose=Purpose.FIGURES,
        kept=WHILE_USED,
        none="id source kind day hours last_at arrivals",
    ),
    activity.FeedState: Records(
        purpose=Purpose.FIGURES,
        kept=WHILE_USED,
        none=(
            "id source scope last_event_at last_arrival_at "
            "usual_by_weekday usual_gap_hours expected checked_at"
        ),
    ),
    activity.FeedSilence: Records(
        purpose=Purpose.FIGURES,
        kept=WHILE_USED,
        none=(
            "id source scope silent_since silent_until alarm_since "
            "expected cause refused ended_at acknowledged_at decision "
            "decided_at"
        ),
        pseudonym="acknowledged_by decided_by",
        personal="reason",
    ),
    activity.MemberWeekSet: Records(
        purpose=Purpose.FIGURES,
        kept=REPLACED,
        none="id generation shard name first_member first_week stride",
        pseudonym="bits",
    ),
    activity.NightlyRun: Records(
        purpose=Purpose.FIGURES,
        kept=WHILE_USED,
        none=(
            "id business_date mode state generation base_generation "
            "base_date base_events_through events_through attempts "
            "started_at finished_at events_read member_count "
            "set_aside_at pinned"
        ),
    ),
    activity.NightShard: Records(
        purpose=Purpose.FIGURES,
        kept=REPLACED,
        none=(
            "id night generation number first_member last_member "
            "stage events_read member_count"
        ),
        pseudonym="gathered",
    ),
    activity.PublishedGeneration: Records(
        purpose=Purpose.FIGURES,
        kept=REPLACED,
        none=(
            "id night generation business_date events_through "
            "published_at members_by_status"
        ),
    ),
    activity.MemberSeries: Records(
        purpose=Purpose.FIGURES,
        kept=REPLACED,
        about=("member",),
        on_erasure=OnErasure.DELETE,
        none="generation",
        pseudonym=(
            "member first_activity_at last_activity_at presence_total "
            "light_total conversation_total creation_total "
            "participation_total weeks"
        ),
    ),
    activity.MemberRecount: Records(
        purpose=Purpose.FIGURES,
        kept=REPLACED,
        about=("member",),
        on_erasure=OnErasure.DELETE,
        none="id",
        pseudonym="member asked_at",
    ),
    activity.CommunityWeek: Records(
        purpose=Purpose.FIGURES,
        kept=REPLACED,
        none=(
            "id generation week_start active_members new_members "
            "returning_members dimension_members dimension_events"
        ),
    ),
    activity.ActivitySummary: Records(
        purpose=Purpose.FIGURES,
        kept=REPLACED,
        about=("member",),
        on_erasure=OnErasure.DELETE,
        none="generation",
        pseudonym=(
            "member first_activity_at last_activity_at active_days "
            "active_days_28 active_weeks active_weeks_52 tenure_weeks "
            "usual_days_per_week level long_level change percentile "
            "presence_short light_short conversation_short "
            "creation_short participation_short presence_long "
            "light_long conversation_long creation_long "
            "participation_long"
        ),
    ),
}
