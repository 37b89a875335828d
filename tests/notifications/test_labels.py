"""Words that stand for stored values are those of the apps that store them."""

from koc.models import KocSpell
from notifications.labels import VALUE_LABELS


def test_reasons_of_an_end_have_their_own_words() -> None:
    ours = KocSpell.EndReason.choices
    assert [(key, VALUE_LABELS[key]) for key, _ in ours] == ours
