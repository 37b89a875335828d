"""A segment's rule as a query over members, and in the reader's words."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import BigIntegerField, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activity.models import ActivityEvent, ActivitySummary
from activity.rules.kinds import KINDS, Dimension
from common.errors import ReaderError
from community.models import CircleMembership
from insights.rules.segments import RuleFault
from lifecycle.models import DormancyState
from members.models import Member, MemberTag, VehicleOwnership
from roles.models import RoleName, RoleStanding
from roles.rules.strength import Role

FAULTS = {
    "not_a_rule": gettext_lazy("A condition is missing"),
    "too_deep": gettext_lazy("The rule is nested too deeply"),
    "too_many": gettext_lazy("The rule has too many conditions"),
    "empty_group": gettext_lazy("A group needs at least one condition"),
    "unknown_key": gettext_lazy("This word is not known here"),
    "unknown_field": gettext_lazy("There is no such field"),
    "no_values": gettext_lazy("Choose at least one value"),
    "bad_value": gettext_lazy("This value is not possible here"),
    "bad_number": gettext_lazy("This is not a possible number"),
    "no_bound": gettext_lazy("A number is missing"),
}
FIELD_LABELS = {
    "state": gettext_lazy("State"), "chance_of_silence": gettext_lazy("Chance of silence"),
    "role": gettext_lazy("Holds the role"), "primary_role": gettext_lazy("Primary role"),
    "geek": RoleName.GEEK.label, "social": RoleName.SOCIAL.label, "aesthetic": RoleName.AESTHETIC.label,
    "owner_status": gettext_lazy("Owner status"), "kind": gettext_lazy("Kind"), "city": gettext_lazy("City"),
    "province": gettext_lazy("Province"), "model": gettext_lazy("Model series"), "tag": gettext_lazy("Interest tag"),
    "circle": gettext_lazy("In circle"), "contact": gettext_lazy("Primary contact"),
    "active_days_28": gettext_lazy("Active days, 28 days"), "active_weeks_52": gettext_lazy("Active weeks, 52 weeks"),
    "percentile": gettext_lazy("Percentile"), "last_active": gettext_lazy("Last active"),
    "joined": gettext_lazy("Joined"), "events": gettext_lazy("Actions"),
}  # fmt: skip
ROLE_NAMES = {role.name.lower(): role for role in Role}
PRIMARY = {**{name: int(role) for name, role in ROLE_NAMES.items()}, "none": -1}
STATES = {state.name.lower(): int(state) for state in DormancyState.State}
DIMENSION_KINDS = {d.name.lower(): [kind.number for kind in KINDS if kind.dimension == d] for d in Dimension}
COUNTED_KINDS = [kind.number for kind in KINDS if kind.dimension is not None]


class At(NamedTuple):
    """For which generation and moment a rule is asked."""

    generation: int
    now: datetime


def fault_of(error: RuleFault) -> ReaderError:
    """Return a rule's fault for the reader: what, where, which value."""
    where = ".".join(str(part) for part in error.path) or "–"
    text = _("%(what)s (at %(where)s): %(value)s") % {
        "what": FAULTS[error.code], "where": where, "value": str(error.value)[:100],
    }  # fmt: skip
    return ReaderError(error.code, text, where={"path": list(error.path)})


def matching(rule: Mapping[str, Any], at: At) -> Q:
    """Return which members a rule that read_rule() returned holds for."""
    if "all" in rule:
        found = Q()
        for one in rule["all"]:
            found &= matching(one, at)
        return found
    if "any" in rule:
        found = matching(rule["any"][0], at)
        for one in rule["any"][1:]:
            found |= matching(one, at)
        return found
    if "not" in rule:
        return ~matching(rule["not"], at)
    return _CONDITIONS[rule["field"]](rule, at)


def _bounds(rule: Mapping[str, Any], column: str, scale: float = 1.0) -> dict[str, Any]:
    names = {"at_least": "gte", "at_most": "lte"}
    return {f"{column}__{lookup}": rule[name] / scale for name, lookup in names.items() if name in rule}


def _in(rows: QuerySet[Any]) -> Q:
    return Q(pk__in=rows.order_by().values("member_id"))


def _own(column: str) -> Callable[[Mapping[str, Any], At], Q]:
    return lambda rule, at: Q(**{f"{column}__in": rule["is"]})


# Numbers of a generation: model, column, its type, and by what a rule's number is divided; words likewise, as numbers.
NUMBERS: dict[str, tuple[Any, str, str, float]] = {
    "active_days_28": (ActivitySummary, "active_days_28", "int2", 1.0),
    "active_weeks_52": (ActivitySummary, "active_weeks_52", "int2", 1.0),
    "percentile": (ActivitySummary, "percentile", "float8", 1.0),
    "chance_of_silence": (DormancyState, "score", "float8", 100.0),
    **{name: (RoleStanding, name, "float8", 1.0) for name in ROLE_NAMES},
}
WORDS: dict[str, tuple[Any, str, str, dict[str, int]]] = {
    "state": (DormancyState, "state", "int2", STATES),
    "primary_role": (RoleStanding, "primary", "int2", PRIMARY),
}


def _number(rule: Mapping[str, Any], at: At) -> Q:
    model, column, _kind, scale = NUMBERS[rule["field"]]
    return _in(model.objects.of_generation(at.generation).filter(**_bounds(rule, column, scale)))


def _words(rule: Mapping[str, Any], at: At) -> Q:
    model, column, _kind, numbers = WORDS[rule["field"]]
    wanted = [numbers[word] for word in rule["is"]]
    return _in(model.objects.of_generation(at.generation).filter(**{f"{column}__in": wanted}))


def _role(rule: Mapping[str, Any], at: At) -> Q:
    held = Q()
    for name in rule["is"]:
        held |= Q(**{f"holds_{name}": True})
    return _in(RoleStanding.objects.of_generation(at.generation).filter(held))


def _contact(rule: Mapping[str, Any], _at: At) -> Q:
    # Not joined: in a rule that also negates it the join would leave out everybody who has no contact.
    return Q(pk__in=Member.objects.filter(primary_contact__username__in=rule["is"]).order_by().values("pk"))


def _model(rule: Mapping[str, Any], _at: At) -> Q:
    return _in(VehicleOwnership.objects.filter(model_series__in=rule["is"], ended_on__isnull=True))


def _tag(rule: Mapping[str, Any], _at: At) -> Q:
    return _in(MemberTag.objects.filter(name__in=rule["is"], is_rejected=False))


def _circle(rule: Mapping[str, Any], _at: At) -> Q:
    return _in(CircleMembership.objects.filter(circle__name__in=rule["is"], ended_on__isnull=True))


def _since(rule: Mapping[str, Any], at: At) -> datetime:
    return at.now - timedelta(days=rule.get("within_days") or rule["not_within_days"])


def _last_active(rule: Mapping[str, Any], at: At) -> Q:
    lately = ActivitySummary.objects.of_generation(at.generation).filter(last_activity_at__gte=_since(rule, at))
    return _in(lately) if "within_days" in rule else ~_in(lately)


def _joined(rule: Mapping[str, Any], at: At) -> Q:
    day = timezone.localtime(_since(rule, at)).date()
    return Q(joined_on__gte=day) if "within_days" in rule else Q(joined_on__lt=day)


def _events(rule: Mapping[str, Any], at: At) -> Q:
    kinds = [number for name in rule["is"] for number in DIMENSION_KINDS[name]] if "is" in rule else COUNTED_KINDS
    lately = ActivityEvent.objects.filter(occurred_at__gte=at.now - timedelta(weeks=rule["weeks"]), kind__in=kinds)
    counted = lately.order_by().values("member_id").annotate(actions=Sum("quantity", output_field=BigIntegerField()))
    found = Q(pk__isnull=False)
    if rule.get("at_least", 0) > 0:
        found &= Q(pk__in=counted.filter(actions__gte=rule["at_least"]).values("member_id"))
    if "at_most" in rule:
        found &= ~Q(pk__in=counted.filter(actions__gt=rule["at_most"]).values("member_id"))
    return found


_CONDITIONS: dict[str, Callable[[Mapping[str, Any], At], Q]] = {
    **dict.fromkeys(NUMBERS, _number), **dict.fromkeys(WORDS, _words), "role": _role,
    "owner_status": _own("owner_status"), "kind": _own("kind"), "city": _own("city"), "province": _own("province"),
    "model": _model, "tag": _tag, "circle": _circle, "contact": _contact,
    "last_active": _last_active, "joined": _joined, "events": _events,
}  # fmt: skip


def told(condition: Mapping[str, Any]) -> str:
    """Return a condition in the reader's words."""
    label = FIELD_LABELS[condition["field"]]
    parts = [" / ".join(_word(condition["field"], word) for word in condition.get("is", []))]
    if "at_least" in condition:
        parts.append(_("at least %(n)s") % {"n": condition["at_least"]})
    if "at_most" in condition:
        parts.append(_("at most %(n)s") % {"n": condition["at_most"]})
    if "within_days" in condition:
        parts.append(_("within %(n)s days") % {"n": condition["within_days"]})
    if "not_within_days" in condition:
        parts.append(_("not within %(n)s days") % {"n": condition["not_within_days"]})
    if "weeks" in condition:
        parts.append(_("in the last %(n)s weeks") % {"n": condition["weeks"]})
    return _("%(field)s: %(what)s") % {"field": label, "what": " ".join(part for part in parts if part)}


def told_rule(rule: Mapping[str, Any]) -> str:
    """Return a whole rule in the reader's words."""
    if "all" in rule:
        return _(" and ").join(_bracketed(one) for one in rule["all"])
    if "any" in rule:
        return _(" or ").join(_bracketed(one) for one in rule["any"])
    if "not" in rule:
        return _("not %(rule)s") % {"rule": _bracketed(rule["not"])}
    return told(rule)


def _bracketed(rule: Mapping[str, Any]) -> str:
    is_group = len(rule.get("all", rule.get("any", ()))) > 1
    return _("(%(rule)s)") % {"rule": told_rule(rule)} if is_group else told_rule(rule)


def choices_of(field: str) -> dict[str, str]:
    """Return the values of a field of choices with their labels."""
    return _CHOICES[field]() if field in _CHOICES else {}


def _role_labels() -> dict[str, str]:
    return {name: str(RoleName(role).label) for name, role in ROLE_NAMES.items()}


_CHOICES: dict[str, Callable[[], dict[str, str]]] = {
    "state": lambda: {name: str(DormancyState.State(number).label) for name, number in STATES.items()},
    "role": _role_labels,
    "primary_role": lambda: {**_role_labels(), "none": _("None")},
    "owner_status": lambda: {value: str(label) for value, label in Member.OwnerStatus.choices},
    "kind": lambda: {value: str(label) for value, label in Member.Kind.choices},
    "events": lambda: {
        "presence": _("presence"), "light": _("light interaction"), "conversation": _("conversation"),
        "creation": _("creation"), "participation": _("participation"),
    },
}  # fmt: skip


def _word(field: str, word: str) -> str:
    return choices_of(field).get(word, word)
