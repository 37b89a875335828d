"""The words of what deliveries of members say and meet."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import npgettext_lazy

from members.models import Member, MemberContact, VehicleOwnership

# What members are called beside their number.
MEMBER_NOUN = npgettext_lazy("beside a number", "member", "members")
MEMBER_FAULTS: dict[str, Promise] = {
    "text_too_long": _(
        "Too long: names have at most 60 characters, models and versions 40, "
        "places and tags 30, ids 128.",
    ),
    "bad_identity": _(
        "Write the platform, a colon and the id there, like forum:10023.",
    ),
    "spreadsheet_value": _(
        "A spreadsheet has shortened or lost this value. Take it from the "
        "source again, with the column formatted as text.",
    ),
    "masked_value": _(
        "The value is masked. Send it whole, or leave the cell empty.",
    ),
    "bad_day": _("Not a day. Write it like 2026-05-01."),
    "day_in_future": _("The day lies in the future. Check it."),
    "bad_year": _("Not the year of a model. Write it like 2026."),
    "bad_vin": _(
        "A VIN has 17 characters: digits and capital letters, but never I, O or Q.",
    ),
    "bad_phone": _("Not a phone number. Write 6 to 15 digits."),
    "bad_email": _("Not an e-mail address."),
    "unknown_owner_status": _(
        "Not an owner status. Write prospect, owner or former (潜客, 车主, 前车主).",
    ),
    "unknown_member_kind": _(
        "Not a kind of member. Write person, staff, bot or test (个人, 员工, 机器人, 测试).",
    ),
    "unknown_end_reason": _(
        "Not a reason. Write sold, traded_same or left_brand (卖出, 同品牌置换, 换品牌).",
    ),
    "end_needs_reason": _(
        "A car that was given up needs both the day and the reason. Fill in both.",
    ),
    "ends_before_start": _("The end lies before the start. Check both days."),
    "which_car": _(
        "The member has several such cars. Give the VIN or the day of purchase.",
    ),
    "two_members": _(
        "This row would make two members one. Merge them first, or correct the ids.",
    ),
    "unknown_account": _(
        "No active account of a colleague has this user name.",
    ),
    "same_contacts": _("Primary and backup contact must be two people."),
    "unknown_circle": _(
        "There is no circle of this name. Make it first, or let the import make it.",
    ),
    "unknown_name": _("This name is not known here. Correct or remove it."),
    "cannot_be_empty": _(
        "This cannot be cleared. Send a value or leave it out."
    ),
    "not_a_list": _("A list is expected here."),
    "too_many_entries": _("At most 50 entries are taken here."),
}
MEMBER_NOTES: dict[str, Promise] = {
    "member_conflicts": _(
        "%(count)s rows say otherwise than colleagues have set. What colleagues "
        "set stands; decide on the pages of these members.",
    ),
    "member_alike": _(
        "%(count)s rows share a phone number or a car with another member. "
        "Nobody was merged; look at the suggested merges.",
    ),
    "member_left_out": _(
        "%(count)s rows have values that look shortened by a spreadsheet. They "
        "were left out, unless they were ticked.",
    ),
}
_EXTRA_LABELS: dict[str, Promise] = {
    "identity": _("External identity"),
    "tags": _("Interest tag"),
    "circles": _("Circle"),
    "software": _("Software version"),
    "primary_contact": _("Primary contact"),
    "backup_contact": _("Backup contact"),
    "alike": _("Maybe the same person"),
}


def field_label(name: str) -> str:
    """Return what a field of a row or a conflict is called."""
    plain = name.rpartition(".")[2]
    if plain in _EXTRA_LABELS:
        return str(_EXTRA_LABELS[plain])
    if plain in MemberContact.Kind.values:
        return str(MemberContact.Kind(plain).label)
    for model in (Member, VehicleOwnership):
        names = {field.name for field in model._meta.fields}
        if plain in names:
            label = model._meta.get_field(plain).verbose_name  # type: ignore[union-attr]
            return str(label)
    return plain


_CHOICES = {
    "kind": Member.Kind,
    "owner_status": Member.OwnerStatus,
    "end_reason": VehicleOwnership.EndReason,
}


def value_label(name: str, value: str) -> str:
    """Return a value of a field in words."""
    choices = _CHOICES.get(name.rpartition(".")[2])
    if choices is not None and value in choices.values:
        return str(choices(value).label)
    return value
