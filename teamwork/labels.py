"""The words for days and waits on the desk, for reasons why two members may
be one person and for scores of nominations, and which channels are offered.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from teamwork.models import Interaction

Channel = Interaction.Channel
# The others are in entries of before.
OFFERED_CHANNELS = (
    Channel.WECOM,
    Channel.SMS,
    Channel.MINI,
    Channel.FEISHU,
    Channel.PHONE,
    Channel.STORE,
    Channel.EVENT,
    Channel.OTHER,
)
ONE_DAY = timedelta(days=1)

DUPLICATE_REASONS: dict[str, Promise] = {
    "same_unionid": _("the same WeChat unionid"),
    "same_vin": _("the same VIN"),
    "same_phone": _("the same phone number"),
    "same_identity": _("the same id, written differently"),
    "same_car_day": _("the same model since the same day"),
    "same_series": _("the same model"),
    "same_name": _("the same nickname"),
    "same_city": _("the same city"),
    "resold_vin": _("the same car, one after the other"),
}
DUPLICATE_STRENGTHS: dict[str, Promise] = {
    "nearly_certain": _("nearly certain"),
    "likely": _("likely"),
    "possible": _("possible"),
}

CRITERIA: dict[str, Promise] = {
    "works_score": _("Quality of the works"),
    "influence_score": _("Moves other owners"),
    "steadiness_score": _("Steadiness"),
}
# What each score means, from 1 to 5.
SCORE_MEANINGS: dict[str, tuple[Promise, ...]] = {
    "works_score": (
        _("copied, or hardly worth reading"),
        _("own, but thin"),
        _("solid: helps its readers"),
        _("good: others keep and quote it"),
        _("outstanding: a model for the community"),
    ),
    "influence_score": (
        _("nobody reacts"),
        _("friends react"),
        _("several strangers react and ask"),
        _("owners do what TA advises"),
        _("TA changes what the community thinks or buys"),
    ),
    "steadiness_score": (
        _("seen a few times"),
        _("comes and goes"),
        _("here most weeks"),
        _("here every week for months"),
        _("here for years, also in bad times"),
    ),
}

AGE_ACTS: dict[str, Promise] = {
    "reacted": pgettext_lazy("people, by the age of a work", "reacted"),
    "saved": pgettext_lazy("people, by the age of a work", "saved it"),
    "answered": pgettext_lazy("people, by the age of a work", "answered"),
    "thanked": pgettext_lazy("people, by the age of a work", "thanked"),
}
QUALITY_LABELS: dict[str, Promise] = {
    "depth": _("technical words"),
    "thanked": _("thanked for"),
    "savers": _("people who saved it"),
    "users": _("people who linked or quoted it"),
    "topics": _("topics"),
}


def score_choices(name: str) -> list[tuple[int, str]]:
    """Return the scores of a criterion with what each means."""
    meanings = SCORE_MEANINGS[name]
    return [(n, f"{n} · {text}") for n, text in enumerate(meanings, start=1)]


def score_text(name: str, score: int) -> str:
    """Return a score with what it means."""
    return f"{score}/5 · {SCORE_MEANINGS[name][score - 1]}"


def day_text(day: date, today: date) -> str:
    """Return a day as it is said: today, yesterday, tomorrow, else its month
    and day, with the year if that is another.
    """
    named = {
        today - ONE_DAY: pgettext("a day", "yesterday"),
        today: pgettext("a day", "today"),
        today + ONE_DAY: pgettext("a day", "tomorrow"),
    }
    if day in named:
        return named[day]
    return f"{day:%m-%d}" if day.year == today.year else str(day)


def waited_text(since: datetime | date, now: datetime, today: date) -> str:
    """Return for how long something has waited, in hours below a day; a day
    that is not over yet is named.
    """
    if isinstance(since, datetime):
        hours = max(int((now - since) / timedelta(hours=1)), 0)
        if hours < 1:
            return gettext("just now")
        if hours < 24:
            text = ngettext("%(n)s hour", "%(n)s hours", hours)
            return text % {"n": hours}
        days = hours // 24
    else:
        days = (today - since).days
        if days < 1:
            return day_text(since, today)
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": f"{days:,}"}


def kept_text(row: Any) -> str:
    """Return what is said once a promise is kept."""
    text = gettext("Kept for %(name)s: %(promise)s")
    return text % {"name": row.member, "promise": row.promise}


def moved_text(row: Any) -> str:
    """Return what is said once a promise is moved to another day."""
    text = gettext("Promise to %(name)s now due %(day)s: %(promise)s")
    shown = {"name": row.member, "day": row.due_on, "promise": row.promise}
    return text % shown


def undone_text(said: str) -> str:
    """Return what is said once something is undone, "" if nobody knows what."""
    if not said:
        return gettext("Undone.")
    return gettext("Undone: %(what)s") % {"what": said}


def may_use_text(may_use: bool | None) -> str:
    """Return what an author said about the use of their works."""
    if may_use is None:
        return gettext("not asked yet")
    return gettext("the author agreed") if may_use else gettext("refused")


def nominate_address(post: Any) -> str:
    """Return where the author of a post is nominated, with this work chosen."""
    page = reverse("teamwork:nomination_create", args=[post.author_id])
    return f"{page}?work={post.pk}"
