"""Views of the database for tools that draw charts, such as Metabase and Superset.

They hold numbers of members and names of segments, circles and campaigns: no
nickname, no post, note or summary, no phone, VIN or contact. What nights compute is
that of the published generation, so that no reader mixes two.
"""

from typing import NamedTuple

from lifecycle.rules.states import State
from roles.rules.columns import STRENGTH_FIELDS

PREFIX = "v_"
_GENERATION = "(SELECT generation FROM activity_publishedgeneration)"


class Column(NamedTuple):
    """A column of a view: its name, the SQL it is made of, what it means."""

    name: str
    sql: str
    meaning: str


class ReadingView(NamedTuple):
    """A view: what one row is, its columns, and the tables it reads."""

    name: str
    row: str
    columns: tuple[Column, ...]
    source: str

    @property
    def select(self) -> str:
        """Return the query of the view."""
        columns = ", ".join(
            f'{one.sql} AS "{one.name}"' for one in self.columns
        )
        return f"SELECT {columns} FROM {self.source}"  # noqa: S608 - our words


def _words(column: str, words: dict[int, str]) -> str:
    """Return a stored number as a word."""
    cases = " ".join(
        f"WHEN {key} THEN '{word}'" for key, word in words.items()
    )
    return f"CASE {column} {cases} END"


_STATE = _words("d.state", {int(one): one.name.lower() for one in State})
_ROLE = _words(
    "s.role",
    {int(role): name for role, name in STRENGTH_FIELDS.items()},
)
_MEMBER = Column("member_id", "m.id", "number of the member, as on their page")
_PEOPLE = "m.kind = 'person' AND m.merged_into_id IS NULL"

VIEWS = (
    ReadingView(
        "v_member_today",
        "a member who is a person and not merged into another one",
        (
            _MEMBER,
            Column(
                "owner_status", "m.owner_status", "prospect, owner, former"
            ),
            Column("joined_on", "m.joined_on", "day of joining"),
            Column("province", "m.province", "province"),
            Column("city", "m.city", "city"),
            Column("state", _STATE, "dormancy state of the last night"),
            Column(
                "state_since",
                "d.since",
                "last day of the week that decided it",
            ),
            Column("silence_chance", "d.score", "chance of silence, 0 to 1"),
            Column("last_activity_at", "a.last_activity_at", "last activity"),
            Column(
                "active_days_28",
                "a.active_days_28",
                "active days of the last 28",
            ),
            Column("level", "a.level", "active days a week, lately"),
            Column("koc_tier", "k.tier", "tier of a KOC, null for others"),
            Column("koc_since", "k.since", "KOC since"),
            Column(
                "has_contact",
                "(m.primary_contact_id IS NOT NULL)",
                "whether a colleague looks after them",
            ),
        ),
        "members_member m "
        "LEFT JOIN lifecycle_dormancystate d ON d.member_id = m.id "
        f"AND d.generation = {_GENERATION} "
        "LEFT JOIN activity_activitysummary a ON a.member_id = m.id "
        f"AND a.generation = {_GENERATION} "
        "LEFT JOIN koc_kocspell k ON k.member_id = m.id "
        f"AND k.ended_on IS NULL WHERE {_PEOPLE}",
    ),
    ReadingView(
        "v_member_role",
        "a role that a member holds",
        (
            _MEMBER,
            Column("role", _ROLE, "geek, social, aesthetic"),
            Column("since", "s.started_on", "held since"),
        ),
        "roles_rolespell s JOIN members_member m ON m.id = s.member_id "
        f"WHERE s.ended_on IS NULL AND {_PEOPLE}",
    ),
    ReadingView(
        "v_member_circle",
        "a circle that a member belongs to",
        (
            _MEMBER,
            Column("circle_id", "c.id", "number of the circle"),
            Column("circle", "c.name", "name of the circle"),
            Column("since", "b.started_on", "member since"),
        ),
        "community_circlemembership b "
        "JOIN members_member m ON m.id = b.member_id "
        "JOIN community_circle c ON c.id = b.circle_id "
        f"WHERE b.ended_on IS NULL AND {_PEOPLE}",
    ),
    ReadingView(
        "v_segment_membership",
        "a member of a segment that is in use",
        (
            Column("segment_id", "g.id", "number of the segment"),
            Column("segment", "g.name", "name of the segment"),
            _MEMBER,
            Column("since", "s.started_at", "belongs to it since"),
        ),
        "insights_segmentspell s "
        "JOIN insights_segment g ON g.id = s.segment_id "
        "JOIN members_member m ON m.id = s.member_id "
        "WHERE s.ended_at IS NULL AND g.archived_at IS NULL",
    ),
    ReadingView(
        "v_issue",
        "an issue that was not merged into another one",
        (
            Column("issue_id", "i.id", "number of the issue"),
            Column("state", "i.state", "state, as in the API"),
            Column("severity", "i.severity", "severity that staff have set"),
            Column("opened_at", "i.opened_at", "first report"),
            Column("alerted_at", "i.alerted_at", "first alert, null without"),
            Column("last_report_at", "i.last_report_at", "last report"),
            Column("fixed_on", "i.fixed_on", "fixed on"),
            Column("due_on", "i.due_on", "promised until"),
            Column(
                "reports",
                "(SELECT count(*) FROM alerts_placement p "
                "WHERE p.issue_id = i.id AND p.is_counted)",
                "reports that count",
            ),
        ),
        "alerts_issue i WHERE i.merged_into_id IS NULL",
    ),
    ReadingView(
        "v_question",
        "a question of a member",
        (
            Column("question_id", "q.id", "number of the question"),
            Column("asked_at", "p.posted_at", "asked at"),
            Column(
                "asked_by", "p.author_id", "number of the member who asked"
            ),
            Column("circle_id", "p.circle_id", "circle, null for none"),
            Column("answers", "q.answer_count", "answers of others"),
            Column("answered_at", "q.answered_at", "first answer"),
            Column("solved_at", "q.solved_at", "solved or healed"),
            Column("closed_at", "q.closed_at", "closed by staff"),
        ),
        "community_question q JOIN community_post p ON p.id = q.post_id "
        "JOIN members_member m ON m.id = p.author_id "
        "WHERE m.kind = 'person' AND NOT p.is_deleted "
        "AND q.closed_how <> 'not_question'",
    ),
    ReadingView(
        "v_community_week",
        "a week of the community by the last night",
        (
            Column("week_start", "w.week_start", "Monday"),
            Column("active_members", "w.active_members", "active members"),
            Column(
                "new_members", "w.new_members", "active for the first time"
            ),
            Column(
                "returning_members",
                "w.returning_members",
                "active after more than 28 silent days",
            ),
        ),
        f"activity_communityweek w WHERE w.generation = {_GENERATION}",
    ),
    ReadingView(
        "v_interaction",
        "a logged talk with a member, without what was said",
        (
            Column("interaction_id", "t.id", "number of the interaction"),
            Column("member_id", "t.member_id", "number of the member"),
            Column("staff_id", "t.staff_id", "number of the account"),
            Column("happened_at", "t.happened_at", "happened at"),
            Column("channel", "t.channel", "channel"),
            Column("due_on", "t.due_on", "day of a promise, null without"),
            Column("kept_at", "t.kept_at", "promise kept at"),
        ),
        "teamwork_interaction t",
    ),
    ReadingView(
        "v_campaign_participant",
        "somebody who signed up for a campaign or came",
        (
            Column("campaign_id", "c.id", "number of the campaign"),
            Column("campaign", "c.title", "title of the campaign"),
            Column("member_id", "r.member_id", "number of the member"),
            Column("signed_up_on", "r.signed_up_on", "signed up on"),
            Column("attended_on", "r.attended_on", "came on"),
            Column("cancelled_on", "r.cancelled_on", "called off on"),
        ),
        "campaigns_participant r "
        "JOIN campaigns_campaign c ON c.id = r.campaign_id "
        "JOIN members_member m ON m.id = r.member_id "
        "WHERE m.merged_into_id IS NULL",
    ),
    ReadingView(
        "v_member_stage",
        "when a member reached the stages of AISAS",
        (
            Column("member_id", "e.member_id", "number of the member"),
            Column(
                "came_as_owner", "e.came_as_owner", "had a car when they came"
            ),
            Column("first_act_on", "e.attention_on", "day of the first act"),
            Column(
                "interest_days",
                "e.interest_days",
                "days after it, -1: not yet",
            ),
            Column(
                "search_days", "e.search_days", "days after it, -1: not yet"
            ),
            Column(
                "action_days", "e.action_days", "days after it, -1: not yet"
            ),
            Column("share_days", "e.share_days", "days after it, -1: not yet"),
        ),
        "reports_memberstages e",
    ),
    ReadingView(
        "v_published_night",
        "the night that all computed values are of: one row",
        (
            Column("business_date", "n.business_date", "last day it knows"),
            Column("generation", "n.generation", "number of the generation"),
            Column("published_at", "n.published_at", "published at"),
        ),
        "activity_publishedgeneration n",
    ),
)
