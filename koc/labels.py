"""What tiers are called, as the policy in force says."""

from collections.abc import Iterable

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from koc.rules.tiers import Tier

STATUS_LABELS = {
    "now": _("KOC now"),
    "former": _("Former KOC"),
    "never": pgettext_lazy("KOC status", "Never was KOC"),
}


def tier_name(tier: Tier) -> str:
    """Return the name of a tier in the reader's language."""
    is_chinese = (get_language() or "").startswith("zh")
    return tier.name if is_chinese else tier.name_en or tier.name


def tier_names(tiers: Iterable[Tier]) -> dict[str, str]:
    """Return the name of each tier by its key."""
    return {tier.key: tier_name(tier) for tier in tiers}
