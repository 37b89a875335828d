"""The name of an issue in plain words, in the language of the reader."""

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from alerts.models.facet_labels import facet_label
from alerts.rules.facet_counts import Counts
from alerts.rules.issue_names import NameFacts, name_facts, says_bluetooth

# Symptoms whose English label is a verb: "brakes pull aside" and not
# "brakes: noise".
VERBS = frozenset(
    {
        "frozen",
        "jerking",
        "not_working",
        "power_loss",
        "no_start",
        "pulling",
        "drain",
        "no_cooling",
        "high_consumption",
        "rolling",
        "oil_burning",
        "crash",
        "login_failed",
        "not_synced",
        "will_not_charge",
    },
)
# Where it happens, as a name says it.
SCENES: dict[str, Promise] = {
    "underground_garage": pgettext_lazy(
        "in the name of an issue",
        "in the underground garage",
    ),
    "rain": pgettext_lazy("in the name of an issue", "in the rain"),
    "cold": pgettext_lazy("in the name of an issue", "in the cold"),
    "heat": pgettext_lazy("in the name of an issue", "in the heat"),
    "highway": pgettext_lazy("in the name of an issue", "on the highway"),
    "speed_bump": pgettext_lazy(
        "in the name of an issue",
        "over speed bumps",
    ),
    "reversing": pgettext_lazy("in the name of an issue", "when reversing"),
    "starting_off": pgettext_lazy(
        "in the name of an issue",
        "when starting off",
    ),
    "charging_station": pgettext_lazy(
        "in the name of an issue",
        "at charging stations",
    ),
    "parking": pgettext_lazy("in the name of an issue", "when parking"),
}
# After what, where no version of the software is named.
TRIGGERS: dict[str, Promise] = {
    "ota": pgettext_lazy("in the name of an issue", "an update"),
    "service": pgettext_lazy("in the name of an issue", "service"),
    "accident": pgettext_lazy("in the name of an issue", "an accident"),
    "recall": pgettext_lazy("in the name of an issue", "a recall"),
}


def issue_name(
    facets: Mapping[str, Counts],
    shared_words: Iterable[str],
    number: int,
) -> str:
    """Return the name of an issue whom staff have given none: what is wrong
    with what, where and after what; else the words that its reports share.
    """
    facts = name_facts(facets)
    phrases = list(shared_words)
    what = _what(facts, phrases)
    if not what:
        return _("Issue %(number)s") % {"number": number}
    return _placed(what, facts)


def _what(facts: NameFacts, phrases: list[str]) -> str:
    """Return the phenomenon; "" if nothing is known of it."""
    part = facet_label(facts.part) if facts.part else ""
    if facts.part == "key" and says_bluetooth(phrases):
        part = pgettext("in the name of an issue", "Bluetooth key")
    symptom = facet_label(facts.symptom) if facts.symptom else ""
    if part and symptom:
        return _fault(part, symptom, is_verb=facts.symptom in VERBS)
    known = part or symptom
    quoted = _quoted(phrases)
    if known and quoted and known not in quoted:
        words = {"what": known, "words": quoted}
        return (
            pgettext("in the name of an issue", "%(what)s: %(words)s") % words
        )
    return quoted or known


def _fault(part: str, symptom: str, *, is_verb: bool) -> str:
    shown = {"part": part, "symptom": symptom}
    if symptom.startswith(part):
        return symptom
    if is_verb:
        return (
            pgettext("in the name of an issue", "%(part)s %(symptom)s") % shown
        )
    return pgettext("in the name of an issue", "%(part)s: %(symptom)s") % shown


def _quoted(phrases: Iterable[str]) -> str:
    quote = pgettext("in the name of an issue", "“%(words)s”")
    return " ".join(quote % {"words": phrase} for phrase in phrases)


def _placed(what: str, facts: NameFacts) -> str:
    """Return a phenomenon with where and after what it happens."""
    scene = str(SCENES.get(facts.scene, facet_label(facts.scene)))
    after = facts.version
    if not after and facts.trigger:
        after = str(TRIGGERS.get(facts.trigger, facet_label(facts.trigger)))
    shown = {"what": what, "scene": scene, "after": after}
    if scene and after:
        text = pgettext(
            "in the name of an issue", "%(what)s %(scene)s after %(after)s"
        )
    elif scene:
        text = pgettext("in the name of an issue", "%(what)s %(scene)s")
    elif after:
        text = pgettext("in the name of an issue", "%(what)s after %(after)s")
    else:
        return _capitalised(what)
    return _capitalised(text % shown)


def _capitalised(name: str) -> str:
    return name[:1].upper() + name[1:]
