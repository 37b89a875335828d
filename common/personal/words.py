"""The words of the inventory: classes, purposes, retention, erasure."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.personal.declarations import (
    FOR_GOOD,
    REPLACED,
    WHILE_MEMBER,
    WHILE_USED,
    DataClass,
    FieldErasure,
    Purpose,
    Retention,
)

CLASSES = {
    DataClass.NONE: gettext_lazy("nothing personal"),
    DataClass.PSEUDONYM: gettext_lazy("pseudonym"),
    DataClass.PERSONAL: gettext_lazy("personal"),
    DataClass.SENSITIVE: gettext_lazy("sensitive"),
    DataClass.SECRET: gettext_lazy("secret of a system"),
}
PURPOSES = {
    Purpose.COMMUNITY: gettext_lazy("Knowing who is in the community"),
    Purpose.CONVERSATIONS: gettext_lazy("Following what is said"),
    Purpose.CARE: gettext_lazy("Looking after members"),
    Purpose.FIGURES: gettext_lazy("Figures of activity"),
    Purpose.SCORES: gettext_lazy("Scores: dormancy and roles"),
    Purpose.WARNINGS: gettext_lazy("Early warning of faults"),
    Purpose.KNOWLEDGE: gettext_lazy("Scripts and frequent questions"),
    Purpose.CONTACTS: gettext_lazy("Reaching and recognising a member"),
    Purpose.MESSAGES: gettext_lazy("Notifications and messages"),
    Purpose.IMPORTS: gettext_lazy("Taking data in"),
    Purpose.ACCOUNTS: gettext_lazy("Accounts of colleagues"),
    Purpose.PROOF: gettext_lazy("Proof of what was done"),
    Purpose.SETTINGS: gettext_lazy("Settings"),
}
ERASURES = {
    FieldErasure.DELETED: gettext_lazy("row deleted"),
    FieldErasure.EMPTIED: gettext_lazy("emptied"),
    FieldErasure.PSEUDONYM: gettext_lazy("replaced by the number"),
    FieldErasure.MENTIONS: gettext_lazy("mentions taken out"),
    FieldErasure.STAYS: gettext_lazy("stays"),
}
_REASONS = {
    WHILE_MEMBER: gettext_lazy("until the person is erased"),
    WHILE_USED: gettext_lazy("while it is in use"),
    REPLACED: gettext_lazy("until the next night replaces it"),
    FOR_GOOD: gettext_lazy("for good, as proof"),
}


def retention_text(kept: Retention) -> str:
    """Return how long rows are kept, in words."""
    if kept.days:
        return _("%(days)s days") % {"days": kept.days}
    if kept.by:
        return _("until a task deletes it: %(task)s") % {"task": kept.by}
    return str(_REASONS[kept])
