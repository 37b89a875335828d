"""What the reader is told: names of dimensions and kinds, and what each fault means and asks for."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from activity.rules.kinds import DIMENSIONS, Dimension

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
FAULT_MESSAGES: dict[str, Promise] = {
    "missing_value": _("The value is missing. Fill it in."),
    "wrong_type": _("A text or a whole number is expected here."),
    "too_long": _("The value is too long: at most 128 characters."),
    "unreadable_text": _("Contains control or invisible characters. Remove them."),
    "unknown_kind": _("This kind is not known. Map it to one of ours, or to - to leave it out."),
    "ignored_kind": _("The mapping of kinds leaves this kind out."),
    "bad_quantity": _("A whole number from 1 to 1000 is expected."),
    "bad_time": _("Not a time. Write it like 2026-05-01T09:30:00+08:00."),
    "time_without_zone": _("The time has no offset and the source has no time zone. Set one of them."),
    "time_out_of_range": _("The time lies before 1990 or beyond the calendar."),
    "bad_offset": _("The offset from UTC must be less than 16 hours."),
    "time_in_future": _("The time lies more than 10 minutes in the future. Check the clock and the time zone."),
    "bad_count": _("A whole number from 0 to 30000 is expected."),
    "bad_flag": _("Write 1 or 0."),
    "unknown_member": _("No member has this id, and the source refuses unknown members."),
    "unknown_post": _("The source has sent no post with this id. Send the post first, then this row again."),
    "not_a_reaction": _("Only like, favourite and share are reactions to a post."),
    "id_reused": _("This external id already stands for a different event. Give the event its own id."),
    "not_an_object": _("A row must be an object with named values."),
    "bad_json": _("The line is not valid JSON."),
    "bad_csv": _("The line is not valid CSV. Look for an unclosed quotation mark."),
    "column_count": _("The row has more or fewer columns than the header."),
}


def dimension_names() -> list[str]:
    """Return the dimensions' names in the reader's language, in the order of DIMENSIONS."""
    return [str(DIMENSION_LABELS[dimension]) for dimension in DIMENSIONS]


def fault_text(code: str, language: str | None = None) -> str:
    """Return what a fault means and what to do, in the reader's language or in the one named."""
    if language is None:
        return str(FAULT_MESSAGES[code])
    with override(language):
        return str(FAULT_MESSAGES[code])
