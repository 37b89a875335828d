"""Owners who told of a fault are told that they were heard, and that it is fixed: each once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy

from alerts.models import Issue, OwnerNotice, Placement
from alerts.services.wording import told

SCRIPTS = {
    OwnerNotice.Kind.HEARD: gettext_lazy(
        "Hello %(name)s, we read what you wrote on %(day)s about %(what)s. You are not the only one, and we are"
        " looking into it. Thank you for telling us."
    ),
    OwnerNotice.Kind.FIXED: gettext_lazy(
        "Hello %(name)s, the trouble with %(what)s that you wrote of on %(day)s is fixed in version %(version)s."
        " Please tell us if it comes back. Thank you for your help."
    ),
}
QUOTED_CHARACTERS = 40


@transaction.atomic
def tell_owners(*, voice_ids: Sequence[int], note: str, user: Any, now: datetime) -> int:
    """The owners of these voices have been told of their issue; returns how many had not been before."""
    issues = Issue.objects.filter(placements__in=list(voice_ids)).values("pk")
    list(Issue.objects.select_for_update().filter(pk__in=issues).order_by("pk"))
    waiting = Placement.objects.to_tell().filter(pk__in=list(voice_ids))
    notices = [
        OwnerNotice(voice=voice, kind=voice.notice_kind, note=note, told_at=now, told_by=user) for voice in waiting
    ]
    return len(OwnerNotice.objects.bulk_create(notices))


def script_of(voice: Placement, kind: str) -> str:
    """Return what may be said to the owner of a voice that waits to be told that he was heard, or that it is fixed."""
    issue = voice.issue
    what = " · ".join(part for part in (told(issue.components, 1), told(issue.symptoms, 1)) if part)
    return str(SCRIPTS[OwnerNotice.Kind(kind)]) % {
        "name": voice.post.author,
        "day": formats.date_format(timezone.localtime(voice.post.posted_at), "MONTH_DAY_FORMAT"),
        "what": what or voice.post.whole_text[:QUOTED_CHARACTERS],
        "version": issue.fixed_in,
    }
