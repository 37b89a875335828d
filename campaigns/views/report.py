"""The report of a campaign: written once it is over, then read and printed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from campaigns.forms import ReportForm
from campaigns.models import Campaign
from campaigns.selectors.campaign_page import read_campaign
from campaigns.services.campaigns import close_campaign
from campaigns.views.acts import add_domain_error, form_status_of
from common.errors import DomainError
from common.security.access import may


class ReportPage(View):
    """Show what was planned, what came, what it cost and changed; close the
    campaign with it.
    """

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._show(request, self._row(pk), ReportForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self._row(pk)
        form = ReportForm(request.POST)
        if not form.is_valid():
            return self._show(request, row, form, status=422)
        try:
            close_campaign(
                campaign_id=pk,
                lessons=form.cleaned_data["lessons"],
                now=timezone.now(),
            )
        except DomainError as error:
            add_domain_error(form, error)
            status = form_status_of(error)
            return self._show(request, row, form, status=status)
        return redirect("campaigns:campaign_report", pk=pk)

    def _row(self, pk: int) -> Campaign:
        rows = Campaign.objects.select_related(
            "lead", "segment", "comparison", "started_by"
        )
        row: Campaign = get_object_or_404(rows, pk=pk)
        return row

    def _show(
        self,
        request: HttpRequest,
        row: Campaign,
        form: ReportForm,
        status: int = 200,
    ) -> HttpResponse:
        now = timezone.now()
        context: dict[str, Any] = {
            "title": _("Report: %(name)s") % {"name": row.title},
            **read_campaign(row, now=now),
            "form": form,
            "may_close": row.state == "ended"
            and may(request.user, "campaigns:campaign_report", "POST"),
        }
        page = "campaigns/report.html"
        return render(request, page, context, status=status)
