"""The shipped scripts as drafts of one's own."""

from datetime import datetime
from typing import Any

from common.db.transactions import atomic_with_retry
from knowledge.models import Script
from knowledge.selectors.starter import starter_scripts
from knowledge.services.scripts import create_script


@atomic_with_retry
def load_starter_scripts(*, now: datetime, user: Any) -> int:
    """Store the shipped scripts as drafts of the user, and return how many
    were new. One that was loaded before, or whose title is taken, is left
    out, however it was changed since.
    """
    keys = set(
        Script.objects.exclude(starter_key="").values_list(
            "starter_key",
            flat=True,
        ),
    )
    titles = set(Script.objects.values_list("title", flat=True))
    count = 0
    for starter in starter_scripts():
        if starter.key in keys or starter.title in titles:
            continue
        about = starter._asdict()
        key = about.pop("key")
        create_script(starter_key=key, now=now, user=user, **about)
        count += 1
    return count
