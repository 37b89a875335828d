"""The words in which an app declares what its rows hold of people.

Every field of every model has a class; what is exported and erased of it
follows from its class and from whom the row is about.
"""

from dataclasses import dataclass
from enum import StrEnum


class DataClass(StrEnum):
    """What a field tells about a person.

    NONE: nothing. PSEUDONYM: something about a number, not about a name.
    PERSONAL: who somebody is, or free text that may say so. SENSITIVE: what
    can be used against them: phone, VIN, real name. SECRET: a key or password.
    """

    NONE = "none"
    PSEUDONYM = "pseudonym"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"
    SECRET = "secret"  # noqa: S105


class Purpose(StrEnum):
    """Why rows are kept."""

    COMMUNITY = "community"
    CONVERSATIONS = "conversations"
    CARE = "care"
    FIGURES = "figures"
    SCORES = "scores"
    WARNINGS = "warnings"
    KNOWLEDGE = "knowledge"
    CONTACTS = "contacts"
    MESSAGES = "messages"
    IMPORTS = "imports"
    ACCOUNTS = "accounts"
    PROOF = "proof"
    SETTINGS = "settings"


class OnErasure(StrEnum):
    """What erasing a person does with the rows that are about them.

    DELETE: they go. KEEP: they stay under the number of the member, so that
    counts stay; their personal fields are emptied.
    """

    DELETE = "delete"
    KEEP = "keep"


class FieldErasure(StrEnum):
    """What erasing a person does with a field."""

    DELETED = "deleted"
    EMPTIED = "emptied"
    PSEUDONYM = "pseudonym"
    MENTIONS = "mentions"
    STAYS = "stays"


@dataclass(frozen=True)
class Retention:
    """How long rows are kept: a reason, or days after the moment in a field.

    by: the task that deletes them, if the daily one of `days` does not.
    """

    until: str
    days: int = 0
    since: str = ""
    by: str = ""


WHILE_MEMBER = Retention("until the person is erased")
WHILE_USED = Retention("while it is in use")
REPLACED = Retention("until the next night replaces it")
FOR_GOOD = Retention("for good, as proof")


def days(number: int, since: str) -> Retention:
    """Return the retention of rows that the daily task deletes."""
    return Retention("days", days=number, since=since)


def task(name: str) -> Retention:
    """Return the retention of rows that a task of their own deletes."""
    return Retention("a task", by=name)


@dataclass(frozen=True)
class Records:
    """The declaration of one model; fields are named in one of the classes.

    about: the look-ups to the members whom a row is about; none for rows about
    nobody in particular, in whose texts people may still be mentioned.
    also_emptied: other fields that are emptied with the personal ones, because
    they make no sense without. marked: the field that becomes `#number`.
    encrypted: other fields than EncryptedTextField that hold encrypted texts,
    or `field.key` if they are in its JSON. json_texts: text fields that hold
    JSON. is_prose: people wrote the texts, whatever the purpose. scores: fields
    that hold copies of scores, emptied when a member wants none. only_names:
    text fields that hold the name of somebody and nothing else. by_staff:
    personal fields that colleagues wrote in a row about somebody: they stay,
    and only mentions are taken out of them.
    """

    purpose: Purpose
    kept: Retention
    about: tuple[str, ...] = ()
    on_erasure: OnErasure = OnErasure.KEEP
    none: str = ""
    pseudonym: str = ""
    personal: str = ""
    sensitive: str = ""
    secret: str = ""
    also_emptied: str = ""
    marked: str = ""
    encrypted: str = ""
    json_texts: str = ""
    scores: str = ""
    only_names: str = ""
    by_staff: str = ""
    is_prose: bool = False

    def classes(self) -> dict[str, DataClass]:
        """Return the class of each declared field; of a field that is named
        twice, the stricter one.
        """
        found = {}
        for one in DataClass:
            for name in getattr(self, one.value).split():
                found[name] = one
        return found

    def erasure_of(self, name: str) -> FieldErasure:
        """Return what erasing a person does with a field."""
        if self.about and self.on_erasure is OnErasure.DELETE:
            return FieldErasure.DELETED
        if name == self.marked:
            return FieldErasure.PSEUDONYM
        held = self.classes()[name] in (
            DataClass.PERSONAL,
            DataClass.SENSITIVE,
        )
        is_own = bool(self.about) and name not in self.by_staff.split()
        if name in self.also_emptied.split() or (held and is_own):
            return FieldErasure.EMPTIED
        return FieldErasure.MENTIONS if held else FieldErasure.STAYS
