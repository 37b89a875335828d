"""The page with all works behind a member's strength in a role."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from activity.selectors.freshness import freshness_of
from community.models import Post
from members.models import Member
from roles.labels import CONTRIBUTION_LABELS
from roles.models import RoleName
from roles.rules.columns import STRENGTH_FIELDS
from roles.selectors.policies import rules_of_generation
from roles.selectors.works import contributions_of, echo_sources_of, works_of

PAGE_WORKS = 20
_ROLE_BY_NAME = {name: role for role, name in STRENGTH_FIELDS.items()}


def work_list(
    request: HttpRequest,
    member_id: int,
    role_name: str,
) -> HttpResponse:
    """Show every post that speaks for a role of a member, the best first."""
    member = get_object_or_404(Member, pk=member_id)
    role = _ROLE_BY_NAME.get(role_name)
    if role is None:
        raise Http404
    freshness = freshness_of(request, timezone.now())
    rules = rules_of_generation(freshness.generation)
    works = []
    if freshness.business_date is not None:
        contributions = contributions_of(
            member.pk,
            rules=rules,
            day=freshness.business_date,
        )
        works = works_of(contributions, role)
    page = Paginator(works, PAGE_WORKS).get_page(request.GET.get("page"))
    posts = Post.objects.in_bulk([work.post_id for work in page])
    rows = []
    for work in page:
        labels = []
        for one in work.contribution_types:
            labels.append(CONTRIBUTION_LABELS[one])
        rows.append({"post": posts[work.post_id], "labels": labels})
    label = RoleName(int(role)).label
    context = {
        "title": _("Works: %(role)s") % {"role": label},
        "member": member,
        "page": page,
        "rows": rows,
        "echo_sources": echo_sources_of(works, rules),
    }
    return render(request, "roles/work_list.html", context)
