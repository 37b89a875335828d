"""What roles show on dashboards: who holds which, and which gear is missing."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activity.cards import MEMBERS
from common.ui.dashboards import CardContent, CardSpec, Cell, Listing, Scope
from community.models import Circle
from roles.labels import ROLE_SIGNS, gears_text
from roles.models import RoleName
from roles.querysets import circles_with_gears
from roles.rules.columns import STRENGTH_FIELDS
from roles.selectors.balance import gears_of, read_rates
from roles.selectors.role_counts import count_holders

GEARS = "roles:gear_list"
SHOWN_CIRCLES = 6


def _roles(scope: Scope) -> CardContent:
    counts = count_holders(scope.generation, scope.member_ids)
    rows = []
    for role, name in STRENGTH_FIELDS.items():
        href = scope.address(reverse(MEMBERS), role=name)
        label = Cell(
            str(RoleName(role).label), role=name, letter=str(ROLE_SIGNS[role])
        )
        rows.append([label, Cell(counts[role], href, is_count=True)])
    return CardContent(
        listing=Listing([_("Role"), _("Members who hold it")], rows),
        href=reverse("roles:role_board"),
        href_label=_("Roles"),
    )


def _gears(scope: Scope) -> CardContent:
    rates = read_rates(generation=scope.generation, today=scope.today)
    circles = circles_with_gears(Circle.objects.all(), scope.generation, rates)
    rows = []
    for circle in circles.order_by("-member_count", "pk")[:SHOWN_CIRCLES]:
        gears = gears_of(circle)
        cells = [Cell(str(circle), circle.get_absolute_url())]
        for name in STRENGTH_FIELDS.values():
            cells.append(Cell(getattr(circle, f"{name}_count")))
        is_missing = any(gear.is_missing for gear in gears.values())
        tone = "worse" if is_missing else ""
        cells.append(Cell(gears_text(gears), tone=tone))
        rows.append(cells)
    signs = {}
    for role, name in STRENGTH_FIELDS.items():
        signs[str(RoleName(role).label)] = (name, str(ROLE_SIGNS[role]))
    return CardContent(
        listing=Listing([_("Circle"), *signs, _("Gears")], rows, signs),
        href=reverse(GEARS),
        href_label=_("All circles"),
        empty=_("No circle yet."),
    )


CARDS = (
    CardSpec(
        name="roles",
        title=gettext_lazy("Who holds which role?"),
        reads=gettext_lazy("Holders of each role by the last night"),
        page=MEMBERS,
        read=_roles,
        follows_filter=True,
    ),
    CardSpec(
        name="gears",
        title=gettext_lazy("Which gear is missing?"),
        reads=gettext_lazy("The largest circles and the roles they have"),
        page=GEARS,
        read=_gears,
        is_lazy=True,
    ),
)
