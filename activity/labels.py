"""Labels of dimensions, kinds and figures, and the texts of faults in imported rows."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from activity.rules.feed_scopes import ALL
from activity.rules.kinds import (
    DIMENSIONS,
    KIND_BY_NUMBER,
    ActivityKind,
    Dimension,
)
from activity.rules.limits import ALL_REJECTED, TOO_MANY_REJECTED
from members.labels import MEMBER_FAULTS, MEMBER_NOTES

DIMENSION_LABELS: dict[Dimension, Promise] = {
    Dimension.PRESENCE: _("Presence"),
    Dimension.LIGHT: _("Light interaction"),
    Dimension.CONVERSATION: _("Conversation"),
    Dimension.CREATION: _("Creation"),
    Dimension.PARTICIPATION: _("Participation"),
}
KIND_LABELS: dict[str, Promise] = {
    "login": _("Login"),
    "view": _("View"),
    "search": _("Search"),
    "background_refresh": _("Background refresh (not counted)"),
    "like": _("Like"),
    "favourite": _("Favourite"),
    "share": _("Share"),
    "vote": _("Vote"),
    "comment": _("Comment"),
    "reply": _("Reply"),
    "chat_message": _("Chat message"),
    "post": _("Post"),
    "answer": _("Answer"),
    "photo": _("Photo"),
    "video": _("Video"),
    "event_signup": _("Event sign-up"),
    "event_attend": _("Event attended"),
    "test_drive": _("Test drive"),
    "survey": _("Survey"),
}
# One name for each figure of a night on all pages; the half-life of a level is
# shown beside it.
FIGURE_LABELS: dict[str, Promise] = {
    "first_activity_at": _("First activity"),
    "last_activity_at": _("Last activity"),
    "active_days_28": _("Active days, 28 days"),
    "active_weeks_52": _("Active weeks, 52 weeks"),
    "usual_days_per_week": _("Usual rhythm, days a week"),
    "level": _("Recent level, days a week"),
    "long_level": _("Long-term level, days a week"),
    "change": _("Change of level"),
    "percentile": _("Community percentile"),
}
FAULT_MESSAGES: dict[str, Promise] = {
    "missing_value": _("The value is missing. Fill it in."),
    "wrong_type": _("A text or a whole number is expected here."),
    "too_long": _("The value is too long: at most 128 characters."),
    "unreadable_text": _(
        "Contains control or invisible characters. Remove them.",
    ),
    "destroyed_id": _(
        "A spreadsheet has destroyed this id: of long numbers it keeps 15 "
        "digits, and failed formulas leave words such as #N/A. Export the file "
        "anew, with the column as text.",
    ),
    "destroyed_value": _(
        "Only an error or the remains of a value stand here. Export the file "
        "anew, with the column as text, or correct the cell.",
    ),
    "unknown_kind": _(
        "This kind is not known. Map it to one of ours, or to - to leave it out.",
    ),
    "ignored_kind": _("The mapping of kinds leaves this kind out."),
    "bad_quantity": _("A whole number from 1 to 1000 is expected."),
    "bad_time": _(
        "Not a time. Write it like 2026-05-01 09:30, or with an offset, like "
        "2026-05-01T09:30:00+08:00.",
    ),
    "ambiguous_time": _(
        "This may be two days. Say on the page of the source whether the day "
        "or the month stands first.",
    ),
    "undeclared_time": _(
        "This may be a number of Excel for a day. If it is, say so on the page "
        "of the source; if not, write the time out.",
    ),
    "local_time_skipped": _(
        "This local time never was: the clocks were put forward. Send times "
        "with an offset, or choose on the page of the source how to read it.",
    ),
    "local_time_repeated": _(
        "This local time was twice: the clocks were put back. Send times with "
        "an offset, or choose on the page of the source how to read it.",
    ),
    "time_without_zone": _(
        "The time has no offset and the source has no time zone. Set one of them.",
    ),
    "time_out_of_range": _(
        "The time lies before 1990 or beyond the calendar.",
    ),
    "bad_offset": _("The offset from UTC must be less than 16 hours."),
    "time_in_future": _(
        "The time lies more than 10 minutes in the future. Check the clock and the time zone.",
    ),
    "bad_count": _("A whole number from 0 to 30000 is expected."),
    "bad_flag": _("Write 1 or 0."),
    "unknown_member": _(
        "No member has this id, and the source refuses unknown members.",
    ),
    "unknown_post": _(
        "The source has sent no post with this id. Send the post first, then this row again.",
    ),
    "not_a_reaction": _(
        "Only like, favourite and share are reactions to a post.",
    ),
    "id_reused": _(
        "This external id already stands for a different event. Give the event its own id.",
    ),
    "unknown_object_type": _(
        "Write post, activity, page, product or other.",
    ),
    "bad_properties": _(
        "An object of names (at most 40 characters) and short values is "
        "expected: texts of at most 200 characters, numbers, true, false.",
    ),
    "too_many_properties": _("At most 16 properties. Leave some out."),
    "not_an_object": _("A row must be an object with named values."),
    "bad_json": _("The line is not valid JSON."),
    "bad_csv": _(
        "The line is not valid CSV. Look for an unclosed quotation mark.",
    ),
    "nameless_column": _(
        "A column without a name has a value here. Name it in the header, or "
        "empty the cell.",
    ),
    "column_count": _("The row has more or fewer columns than the header."),
    **MEMBER_FAULTS,
}
STOP_MESSAGES: dict[str, Promise] = {
    ALL_REJECTED: _(
        "Stopped: not one of the first %(received)s rows could be taken in. "
        "The mapping of columns, kinds or "
        "time zone seems to be wrong. Look at the reasons, set it right and send the file again.",
    ),
    TOO_MANY_REJECTED: _(
        "Stopped after %(received)s rows: %(rejected)s of them were rejected, "
        "as many as one delivery keeps. "
        "What was accepted stays. Mend the file or the mapping and send it "
        "again; nothing is stored twice.",
    ),
}
# What a sender should know of a delivery beside its counts.
NOTE_MESSAGES: dict[str, Promise] = {
    "no_opening_post": _(
        "%(count)s threads came without the post that opens them, so that "
        "nobody asks in them. Send the opening posts, or map the column that "
        "marks them.",
    ),
    "opening_post_by_time": _(
        "%(count)s threads came without the post whose id is their key. Until "
        "it comes, the earliest of their posts counts as the one that opens "
        "them.",
    ),
    "conversations": _(
        "No row names a thread: read as messages of a group chat, which were "
        "put together into %(count)s conversations by time, @ and topic.",
    ),
    "old_posts": _(
        "%(count)s posts were history when they arrived: they are learnt "
        "from, but raise no news.",
    ),
    "historic_issues": _(
        "%(count)s historic issues were found in them. They are listed under "
        "early warning as history.",
    ),
    **MEMBER_NOTES,
}


def dimension_names() -> list[str]:
    """Return the dimensions' names in the reader's language, in the order of DIMENSIONS."""
    return [str(DIMENSION_LABELS[dimension]) for dimension in DIMENSIONS]


def described_kind(kind: ActivityKind) -> dict[str, Any]:
    """Return a kind with its words in every language."""
    dimension = kind.dimension
    labels: dict[str, str] = {}
    dimension_labels: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            labels[language] = str(KIND_LABELS[kind.name])
            if dimension is not None:
                dimension_labels[language] = str(DIMENSION_LABELS[dimension])
    return {
        "name": kind.name,
        "labels": labels,
        "dimension": None if dimension is None else dimension.name.lower(),
        "dimension_labels": dimension_labels,
    }


def fault_text(code: str, language: str | None = None) -> str:
    """Return what a fault means and what to do, in the reader's language or in the one named."""
    if language is None:
        return str(FAULT_MESSAGES[code])
    with override(language):
        return str(FAULT_MESSAGES[code])


def note_text(note: Mapping[str, Any]) -> str:
    """Return what a note on a delivery says, in the reader's language."""
    values = {"count": f"{note['count']:,}"}
    return str(NOTE_MESSAGES[note["code"]]) % values


def scope_label(scope: str) -> str:
    """Return what a watched part of a source is called."""
    if scope == ALL:
        return str(_("all events"))
    part, _colon, number = scope.partition(":")
    if part == "dimension":
        return str(DIMENSION_LABELS[Dimension(int(number))])
    return str(KIND_LABELS[KIND_BY_NUMBER[int(number)].name])
