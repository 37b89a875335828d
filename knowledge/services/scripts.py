"""Scripts and the texts in work: create, edit, and begin a new version."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.text import normalize_newlines
from django.utils.translation import gettext as _

from common.db.edits import apply_edit
from common.db.transactions import atomic_with_retry
from common.errors import Conflict
from knowledge.models import Script, ScriptChange, ScriptVersion
from knowledge.rules.search_words import search_words
from knowledge.rules.transitions import APPROVED, DRAFT, OPEN_STATES

Kind = ScriptChange.Kind
SCRIPT_FIELDS = (
    "scene",
    "title",
    "title_en",
    "audience",
    "role",
    "for_state",
    "owner",
)


@atomic_with_retry
def create_script(
    *,
    text: str,
    now: datetime,
    user: Any,
    starter_key: str = "",
    **about: Any,
) -> Script:
    """Store a script with its first draft, and return it.

    `about`: SCRIPT_FIELDS; without an owner it belongs to the user.
    Errors: ValidationError.
    """
    about.setdefault("owner", user)
    script = Script(
        starter_key=starter_key,
        created_at=now,
        updated_at=now,
        **about,
    )
    text = normalize_newlines(text).strip()
    script.search_words = _words(script, text)
    script.full_clean()
    script.save()
    _begin(script, number=1, text=text, now=now, user=user)
    return script


@atomic_with_retry
def edit_script(
    *,
    script_id: int,
    changes: Mapping[str, Any],
    opened: Mapping[str, Any],
    now: datetime,
) -> Script:
    """Change what a script is called, whom it suits and who owns it; return it.

    Errors: EditConflict, ValidationError.
    """
    script = lock_script(script_id)
    apply_edit(script, changes=changes, opened=opened)
    newest = script.versions.first()
    script.search_words = _words(script, newest.text if newest else "")
    script.updated_at = now
    script.save(update_fields=["search_words", "updated_at"])
    return script


@atomic_with_retry
def edit_draft(
    *,
    version_id: int,
    changes: Mapping[str, Any],
    opened: Mapping[str, Any],
    now: datetime,
    user: Any,
) -> ScriptVersion:
    """Change the text of a draft, whose author the user becomes; return it.

    Errors: Conflict if it is no draft any more, EditConflict if somebody else
    changed the text meanwhile, ValidationError.
    """
    version = lock_version(version_id)
    if version.state != DRAFT:
        text = _("Only a draft can be edited. Begin a new version instead.")
        raise Conflict("not_a_draft", text)
    if "text" not in changes:
        return version
    wanted = normalize_newlines(changes["text"]).strip()
    apply_edit(
        version,
        changes={"text": wanted, "author": user, "written_at": now},
        opened={"text": opened["text"]} if "text" in opened else {},
    )
    note_change(version, Kind.EDITED, now=now, user=user)
    note_text(version, now=now)
    return version


@atomic_with_retry
def begin_version(
    *,
    script_id: int,
    now: datetime,
    user: Any,
) -> ScriptVersion:
    """Begin a draft with the text of the newest version, and return it; the
    approved one may be used until the new one is approved.

    Errors: Conflict if a version is in work already.
    """
    script = lock_script(script_id)
    newest: ScriptVersion = script.versions.all()[0]
    if newest.state in OPEN_STATES:
        text = _("Version %(n)s is still in work.") % {"n": newest.number}
        raise Conflict("version_in_work", text)
    return _begin(
        script,
        number=newest.number + 1,
        text=newest.text,
        now=now,
        user=user,
    )


def _begin(
    script: Script,
    *,
    number: int,
    text: str,
    now: datetime,
    user: Any,
) -> ScriptVersion:
    version = ScriptVersion(
        script=script,
        number=number,
        text=text,
        author=user,
        written_at=now,
    )
    version.full_clean()
    version.save()
    note_change(version, Kind.CREATED, now=now, user=user)
    return version


def note_text(version: ScriptVersion, *, now: datetime) -> None:
    """Let the script be found by the text of this version."""
    script = version.script
    script.search_words = _words(script, version.text)
    script.updated_at = now
    script.save(update_fields=["search_words", "updated_at"])


def note_change(
    version: ScriptVersion,
    kind: str,
    *,
    now: datetime,
    user: Any,
    reason: str = "",
) -> None:
    """Add to the history of a version."""
    ScriptChange.objects.create(
        version=version,
        kind=kind,
        reason=reason,
        made_by=user,
        made_at=now,
    )


def lock_script(pk: int) -> Script:
    """Lock a script and return it."""
    rows = Script.objects.select_for_update(of=("self",))
    script: Script = rows.get(pk=pk)
    return script


def lock_version(pk: int) -> ScriptVersion:
    """Lock a version after its script, so that two who decide about versions
    of one script wait for each other; return it as it is now.
    """
    script_id = ScriptVersion.objects.values_list("script_id").get(pk=pk)[0]
    script = lock_script(script_id)
    rows = ScriptVersion.objects.select_for_update(of=("self",))
    version: ScriptVersion = rows.get(pk=pk)
    version.script = script
    return version


def approved_of(script: Script) -> ScriptVersion | None:
    """Return the approved version of a script, expired or not."""
    version: ScriptVersion | None = script.versions.filter(
        state=APPROVED,
    ).first()
    return version


def _words(script: Script, text: str) -> str:
    return search_words(script.title, script.title_en, text)
