"""Who takes part, as a file: read, shown, and stored."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from campaigns.forms import ParticipantFileForm
from campaigns.models.choices import Via
from campaigns.selectors.participant_files import (
    COLUMNS,
    FileRow,
    participant_row,
    read_participants,
)
from campaigns.services.participants import record_participants
from common.ui.pages.previewed_imports import (
    PreviewedImportPage,
    empty_file,
)

CHINESE_HEADER = ("外部身份", "报名日期", "到场日期", "取消报名日期", "备注")


class ParticipantImportPage(PreviewedImportPage):
    """Accept sign-ups and attendance, show what they change, and store them."""

    form_class = ParticipantFileForm
    template_name = "campaigns/participant_import.html"
    url_name = "campaigns:participant_import"
    title = gettext_lazy("Import participants")

    def read(self, path: Path, name: str) -> Any:
        return read_participants(
            path,
            name,
            campaign_id=self._campaign_id(),
            now=timezone.now(),
        )

    def is_new(self, row: Any) -> bool:
        return bool(row.is_new)

    def carried(self, rows: Sequence[Any]) -> Sequence[Any]:
        return [self._campaign_id(), [one.row for one in rows]]

    def _campaign_id(self) -> int:
        # The form has found it already.
        return int(self.request.POST["campaign"])

    def store(self, request: HttpRequest, values: Sequence[Any]) -> str:
        campaign_id, rows = values
        done = record_participants(
            campaign_id=campaign_id,
            rows=[participant_row(FileRow(*one)) for one in rows],
            via=Via.FILE,
            user=request.user,
            now=timezone.now(),
        )
        text = _(
            "%(created)s new, %(changed)s changed, %(unchanged)s as they were.",
        )
        counts = {
            "created": done.created,
            "changed": done.changed,
            "unchanged": done.unchanged,
        }
        messages.success(request, text % counts)
        if done.refused:
            reasons = " ".join(dict.fromkeys(one.text for one in done.refused))
            text = ngettext(
                "%(n)s row was not stored: %(why)s",
                "%(n)s rows were not stored: %(why)s",
                len(done.refused),
            )
            shown = {"n": len(done.refused), "why": reasons}
            messages.error(request, text % shown)
        return "campaigns:participant_list"


def participant_template(request: HttpRequest) -> Any:
    """Download an empty file with every column."""
    return empty_file(
        request,
        columns=COLUMNS,
        chinese=CHINESE_HEADER,
        name="participants",
        title=_("Participants"),
    )
