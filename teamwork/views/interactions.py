from datetime import timedelta
from uuid import uuid4

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, npgettext_lazy
from django.views import View
from django.views.decorators.http import require_POST

from activity.selectors.freshness import freshness_of
from common.api.problems import status_of
from common.calendar import business_today
from common.errors import DomainError, Invalid
from common.ui.days import day_chips
from common.ui.forms import error_text
from common.ui.pages.lists import ListPage
from common.ui.pages.tabs import QuickTab, TabReader, mine
from common.ui.undo import say_done
from members.models import Member
from teamwork.filters import InteractionFilter
from teamwork.forms import (
    InteractionForm,
    KeptForm,
    MovedForm,
)
from teamwork.labels import kept_text, moved_text, undone_text
from teamwork.models import Interaction
from teamwork.selectors.contact_warnings import contact_warning
from teamwork.selectors.script_offers import is_quiet, read_offers
from teamwork.services.interactions import (
    PromiseState,
    keep_promise,
    log_interaction,
    move_promise,
    promise_state,
    undo_promise_change,
)
from teamwork.tables import InteractionTable

LOGGED_COOKIE = "kocops-logged"
UNDO_SALT = "teamwork.promises"


def _this_week(reader: TabReader) -> dict[str, str]:
    monday = reader.today - timedelta(days=reader.today.weekday())
    return {"since": monday.isoformat()}


def _overdue(reader: TabReader) -> dict[str, str]:
    yesterday = reader.today - timedelta(days=1)
    return {"promise_state": "open", "due_until": yesterday.isoformat()}


class InteractionListPage(ListPage):
    queryset = Interaction.objects.select_related(
        "member",
        "staff",
        "promise_owner",
        "script_use__version__script",
    )
    filterset_class = InteractionFilter
    table_class = InteractionTable
    url_name = "teamwork:interaction_list"
    title = gettext_lazy("Interactions")
    question = gettext_lazy("What was said, and what was promised?")
    noun = npgettext_lazy("beside a number", "interaction", "interactions")
    tabs = (
        QuickTab(gettext_lazy("Mine"), mine("staff")),
        QuickTab(gettext_lazy("This week"), _this_week),
        QuickTab(
            gettext_lazy("Open promises"),
            lambda _reader: {"promise_state": "open"},
        ),
        QuickTab(gettext_lazy("Overdue promises"), _overdue),
    )
    presets = ("channel", "mood")
    empty_hint = gettext_lazy(
        "Open a member and press n: what you talked about, and what you promised.",
    )


class InteractionPage(View):
    """Log what was said with a member."""

    def get(self, request: HttpRequest, member_id: int) -> HttpResponse:
        member = get_object_or_404(Member, pk=member_id)
        return self._show(
            request,
            member,
            InteractionForm(initial={"key": uuid4()}),
        )

    def post(self, request: HttpRequest, member_id: int) -> HttpResponse:
        member = get_object_or_404(Member, pk=member_id)
        form = InteractionForm(request.POST)
        if not form.is_valid():
            return self._show(request, member, form, status=422)
        try:
            row, _is_new = log_interaction(
                member=member,
                now=timezone.now(),
                user=request.user,
                was_quiet=is_quiet(member, self._generation()),
                **form.cleaned_data,
            )
        except ValidationError as error:
            form.add_error(None, error)
            return self._show(request, member, form, status=422)
        except DomainError as error:
            form.add_error(None, str(error.message))
            return self._show(request, member, form, status=status_of(error))
        messages.success(request, _("Logged."))
        response = redirect(row.get_absolute_url())
        response.set_cookie(
            LOGGED_COOKIE,
            str(row.key),
            max_age=3600,
            samesite="Lax",
        )
        return response

    def _show(
        self,
        request: HttpRequest,
        member: Member,
        form: InteractionForm,
        status: int = 200,
    ) -> HttpResponse:
        title = _("What was said with %(name)s?") % {"name": member}
        today = business_today(timezone.now())
        previews = read_offers(
            member,
            user=request.user,
            generation=self._generation(),
            today=today,
        )
        context = {
            "title": title,
            "form": form,
            "row": member,
            "draft": f"interaction-{member.pk}",
            "day_chips": day_chips(today),
            "member": member,
            "previews": previews,
            "chosen": form.data.get("script_version", ""),
            "folded_errors": set(form.folded) & set(form.errors),
            "warning": contact_warning(member, timezone.now()),
        }
        return render(
            request,
            "teamwork/interaction_form.html",
            context,
            status=status,
        )

    def _generation(self) -> int:
        return freshness_of(self.request, timezone.now()).generation


def _interaction(pk: int) -> Interaction:
    rows: QuerySet[Interaction] = Interaction.objects.select_related("member")
    return get_object_or_404(rows, pk=pk)


def _promise_text(row: Interaction) -> str:
    """Return a promise with the name of the member who has it."""
    shown = {"name": row.member, "promise": row.promise}
    return _("promise to %(name)s: %(promise)s") % shown


def _back(request: HttpRequest, row: Interaction) -> HttpResponse:
    back = request.POST.get("back", "")
    is_ours = back.startswith("/") and url_has_allowed_host_and_scheme(
        back,
        allowed_hosts=None,
    )
    return redirect(back if is_ours else row.get_absolute_url())


@require_POST
def keep_this_promise(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that a promise is kept."""
    row = _interaction(pk)
    form = KeptForm(request.POST)
    try:
        if not form.is_valid():
            raise Invalid("bad_outcome", error_text(form))
        kept = keep_promise(
            interaction_id=row.pk,
            outcome=form.cleaned_data["outcome"],
            now=timezone.now(),
        )
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        _offer_undo(request, kept_text(kept), row, kept)
    return _back(request, row)


@require_POST
def move_this_promise(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a promise to another day."""
    row = _interaction(pk)
    form = MovedForm(request.POST)
    try:
        if not form.is_valid():
            raise Invalid("bad_day", error_text(form))
        moved = move_promise(
            interaction_id=row.pk,
            due_on=form.cleaned_data["due_on"],
            today=business_today(timezone.now()),
        )
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        _offer_undo(request, moved_text(moved), row, moved)
    return _back(request, row)


def _offer_undo(
    request: HttpRequest,
    text: str,
    before: Interaction,
    after: Interaction,
) -> None:
    """Say what was done to a promise, and offer to undo it."""
    states = (before.pk, promise_state(before), promise_state(after))
    token = signing.dumps(states, salt=UNDO_SALT)
    say_done(request, text, reverse("teamwork:promise_undo", args=[token]))


@require_POST
def undo_this_promise(request: HttpRequest, token: str) -> HttpResponse:
    """Undo that a promise was kept or moved."""
    try:
        pk, before, after = signing.loads(token, salt=UNDO_SALT)
    except signing.BadSignature as error:
        raise Http404 from error
    row = _interaction(pk)
    try:
        undo_promise_change(
            interaction_id=pk,
            before=PromiseState(*before),
            after=PromiseState(*after),
        )
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        text = undone_text(_promise_text(row))
        messages.success(request, text)
    return _back(request, row)
