"""The lexicon in force: the shipped entries and the brand's own words."""

from functools import cache
from hashlib import blake2b
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import override

from alerts.labels import FACET_LABELS, OWN_PREFIX, facet_label
from alerts.models import (
    ENTRY_LENGTH,
    PHRASE_LENGTH,
    FacetField,
    LexiconEntry,
)
from alerts.rules.lexicons import (
    MAX_LETTERS,
    MIN_LETTERS,
    SHIPPED,
    SHIPPED_ENTRIES,
    Lexicon,
    OwnWord,
    clean_phrase,
)
from common.errors import Invalid
from members.models import validate_readable

# The lexicon of this process by its version; at most one.
_cached: dict[int, Lexicon] = {}


def current_lexicon() -> Lexicon:
    """Return the lexicon in force, built once by each process and version.

    A word that somebody adds is read from the next call on, in every process.
    """
    version = LexiconEntry.objects.last_version()
    if not version:
        return SHIPPED
    if version not in _cached:
        lexicon = Lexicon(own_words(), version=version)
        _cached.clear()
        _cached[version] = lexicon
    return _cached[version]


def own_words() -> list[OwnWord]:
    """Return the own words that are in force."""
    rows = LexiconEntry.objects.in_force()
    return [
        OwnWord(*row) for row in rows.values_list("facet", "entry", "phrase")
    ]


class NewWord(NamedTuple):
    """A checked phrase, with the labels of its entry if that is an own one."""

    word: OwnWord
    label_zh: str = ""
    label_en: str = ""


def read_word(
    *,
    facet: str,
    phrase: str,
    entry: str = "",
    label_zh: str = "",
    label_en: str = "",
) -> NewWord:
    """Return a word as it would be stored.

    The facet and the entry are given by name or by label. An entry that does
    not exist yet is made under its labels.
    Errors: Invalid if the facet is unknown, the phrase too short or too long,
    or there is neither an entry nor a label.
    """
    field = _read_facet(facet)
    cleaned = clean_phrase(phrase)
    if not cleaned:
        message = _("A phrase has %(least)s to %(most)s letters.")
        values = {"least": MIN_LETTERS, "most": MAX_LETTERS}
        raise Invalid(
            "bad_phrase", message % values, where={"field": "phrase"}
        )
    labels = (label_zh.strip(), label_en.strip())
    name = find_entry(field, entry) or find_entry(field, *labels)
    if name:
        return NewWord(OwnWord(field, name, cleaned))
    if not any(labels):
        if not entry.strip():
            message = _("Choose an entry, or give a new one a name.")
            raise Invalid("no_entry", message, where={"field": "entry"})
        text = entry.strip()
        labels = ("", text) if text.isascii() else (text, "")
    for label in labels:
        _check_label(label)
    made = _own_name(field, labels[0] or labels[1])
    return NewWord(OwnWord(field, made, cleaned), *labels)


def _check_label(label: str) -> None:
    """Errors: Invalid if a label is too long, or cannot be shown as it is."""
    try:
        validate_readable(label)
    except ValidationError as error:
        message = " ".join(error.messages)
        raise Invalid(
            "bad_label", message, where={"field": "entry"}
        ) from error
    if len(label) > PHRASE_LENGTH:
        message = _("A name has at most %(most)s letters.")
        values = {"most": PHRASE_LENGTH}
        raise Invalid("bad_label", message % values, where={"field": "entry"})


def _read_facet(text: str) -> str:
    wanted = text.strip().lower()
    for value in FacetField.values:
        for language in ("en", "zh-hans"):
            with override(language):
                label = str(FacetField(value).label).lower()
            if wanted in (value, label):
                return value
    names = ", ".join(FacetField.values)
    message = _("There is no such facet. Facets are: %(names)s.")
    raise Invalid(
        "bad_facet", message % {"names": names}, where={"field": "facet"}
    )


def find_entry(facet: str, *texts: str) -> str:
    """Return the entry of a facet that has one of these names or labels; ""
    for none.
    """
    wanted = {text.strip().lower() for text in texts if text.strip()}
    if not wanted:
        return ""
    shipped = _shipped_names(facet)
    for text in sorted(wanted):
        if text in shipped:
            return shipped[text]
    own = LexiconEntry.objects.filter(
        facet=facet, entry__startswith=OWN_PREFIX
    )
    rows = own.order_by("pk").values_list("entry", "label_zh", "label_en")
    for name, chinese, english in rows:
        if wanted & {name, chinese.lower(), english.lower()} - {""}:
            return str(name)
    return ""


@cache
def _shipped_names(facet: str) -> dict[str, str]:
    """Return the shipped entries of a facet by name and by label in both
    languages.
    """
    found = {}
    for language in ("en", "zh-hans"):
        with override(language):
            for name in SHIPPED_ENTRIES[facet]:
                found[str(FACET_LABELS[name]).lower()] = name
    for name in SHIPPED_ENTRIES[facet]:
        found[name] = name
    return found


def _own_name(facet: str, label: str) -> str:
    digest = blake2b(f"{facet}:{label.lower()}".encode(), digest_size=6)
    return f"{OWN_PREFIX}{digest.hexdigest()}"[:ENTRY_LENGTH]


def entry_choices(facet: str) -> list[tuple[str, str]]:
    """Return the entries of a facet, shipped and own, with their labels."""
    names = dict.fromkeys(SHIPPED_ENTRIES[facet])
    for word in current_lexicon().own:
        if word.facet == facet:
            names[word.entry] = None
    return [(name, facet_label(name)) for name in names]
