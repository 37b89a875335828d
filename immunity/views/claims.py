"""The board of claims, the page of one, and the forms by which it is entered."""

from typing import Any

from django.db.models import Case, F, QuerySet, Value, When
from django.db.models.fields import BooleanField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import (
    gettext_lazy,
    npgettext_lazy,
    pgettext_lazy,
)

from common.calendar import business_date, business_today
from common.security.access import may
from common.ui.pages.details import FormPage, edit_of
from common.ui.pages.lists import ListPage
from common.ui.pages.tabs import QuickTab, mine
from immunity.filters import ClaimFilter
from immunity.forms import (
    ClaimForm,
    DecisionForm,
    EvidenceForm,
    NewClaimForm,
    WordingForm,
)
from immunity.labels import claim_subject, why_fits
from immunity.models import Claim
from immunity.rules.claim_states import NEXT_STATES, OPEN_STATES
from immunity.selectors.claim_board import read_board
from immunity.selectors.claim_page import next_step, read_claim
from immunity.selectors.owners import find_owners
from immunity.services.claims import edit_claim, enter_claim
from immunity.tables import ClaimTable
from outreach.forms import route_choices


class ClaimListPage(ListPage):
    filterset_class = ClaimFilter
    table_class = ClaimTable
    url_name = "immunity:claim_list"
    create_url_name = "immunity:claim_create"
    title = gettext_lazy("Rumours")
    create_label = gettext_lazy("Enter a claim")
    question = gettext_lazy("What is being said that nobody has met with?")
    noun = npgettext_lazy("beside a number", "claim", "claims")
    tabs = (
        QuickTab(
            gettext_lazy("To decide"),
            lambda _reader: {"state": "suggested"},
        ),
        QuickTab(
            pgettext_lazy("claims", "Open"),
            lambda _reader: {"is_open": "true"},
        ),
        QuickTab(gettext_lazy("Mine"), mine("owner")),
        QuickTab(
            gettext_lazy("Comes again"),
            lambda _reader: {"returns": "true"},
        ),
    )
    presets = ("state",)
    empty_hint = gettext_lazy(
        "Posts are read as they arrive: what several people pass on comes "
        "here by itself. Enter what you have seen elsewhere.",
    )
    also_url_name = "immunity:policy_list"
    also_label = gettext_lazy("Thresholds of claims")
    template_name = "immunity/claim_list.html"

    def get_queryset(self) -> QuerySet[Any]:
        rows = Claim.objects.with_counts().annotate(
            is_open=Case(
                When(state__in=OPEN_STATES, then=Value(True)),
                default=Value(False),
                output_field=BooleanField(),
            ),
        )
        return rows.select_related("owner", "opened_by").order_by(
            "-is_open", F("last_post_at").desc(nulls_last=True), "-pk"
        )

    def extra_context(self) -> dict[str, Any]:
        return {"board": read_board()}


class ClaimCreatePage(FormPage):
    queryset = Claim.objects.all()
    form_class = NewClaimForm
    create_title = gettext_lazy("Enter a claim")

    def initial_of(self, row: Any) -> dict[str, Any]:
        return {"owner": self.request.user.pk}

    def perform(self, request: HttpRequest, form: Any) -> Claim:
        values = dict(form.cleaned_data)
        is_another = values.pop("is_another")
        return enter_claim(
            values=values,
            is_another=is_another,
            now=timezone.now(),
            user=request.user,
        )

    def saved_text(self, saved: Claim) -> str:
        if saved.returns_of is None:
            return _("Saved: %(name)s") % {"name": saved}
        known = saved.returns_of
        if known.answered_at is None:
            return _("This was said before: “%(claim)s”.") % {"claim": known}
        return _(
            "This was said before and answered on %(day)s: “%(claim)s”. Its "
            "evidence is on the page.",
        ) % {"day": business_date(known.answered_at), "claim": known}


class ClaimEditPage(FormPage):
    queryset = Claim.objects.all()
    form_class = ClaimForm

    def perform(self, request: HttpRequest, form: Any) -> Claim:
        return edit_claim(
            claim_id=form.instance.pk,
            **edit_of(form),
            now=timezone.now(),
            user=request.user,
        )


def claim_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a claim: how it spreads, who could answer it, and what was done."""
    claim = get_object_or_404(_claims(), pk=pk)
    return show_claim(request, claim, decision=None)


def _claims() -> Any:
    return Claim.objects.with_counts().select_related(
        "owner", "opened_by", "returns_of"
    )


def show_claim(
    request: HttpRequest,
    claim: Any,
    *,
    decision: DecisionForm | None,
    status: int = 200,
) -> HttpResponse:
    """Show the page of a claim, with a decision that was refused, if any."""
    now = timezone.now()
    shown = read_claim(claim, today=business_today(now))
    context: dict[str, Any] = {
        "title": str(claim),
        "claim": claim,
        "subject": claim_subject(claim),
        "may_write": may(request.user, "immunity:claim_decide", "POST"),
        "next": next_step(claim, shown),
        "decision": decision or decision_form(claim),
        "evidence_form": EvidenceForm(),
        "wording_form": WordingForm(),
        "is_open": claim.state in OPEN_STATES,
        **shown,
    }
    if claim.state in OPEN_STATES:
        # Who reports the trouble as their own is read before it is decided.
        owners = find_owners(claim, now=now)
        context["owners"] = owners
        context["may_invite"] = claim.state == Claim.State.CONFIRMED
        context["fitting"] = [
            (owner, why_fits(owner.fit)) for owner in owners.shown
        ]
        context["routes"] = route_choices()
    return render(
        request, "immunity/claim_detail.html", context, status=status
    )


def decision_form(claim: Any) -> DecisionForm:
    """Return the form with the states that may follow."""
    form = DecisionForm(
        initial={"from_state": claim.state, "answer": claim.answer},
    )
    limit_states(form, claim)
    return form


def limit_states(form: DecisionForm, claim: Any) -> None:
    """Offer the states that may follow only."""
    choices = []
    for state in NEXT_STATES[claim.state]:
        choices.append((state, Claim.State(state).label))
    field: Any = form.fields["to_state"]
    field.choices = choices
