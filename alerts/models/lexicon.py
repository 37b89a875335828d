from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from alerts.querysets import LexiconEntryQuerySet
from members.models import validate_readable

ENTRY_LENGTH = 28
PHRASE_LENGTH = 40


class FacetField(models.TextChoices):
    """The facets that have entries, by their column of Issue."""

    COMPONENTS = "components", _("Part or service")
    SYMPTOMS = "symptoms", _("Symptom")
    SCENES = "scenes", _("Scene")
    TRIGGERS = "triggers", _("Trigger")


def _account(label: Any) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=label,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )


class LexiconEntry(models.Model):
    """A phrase of the brand's own by which an entry of a facet is named.

    It is never deleted. It is read from `version` on, until `removed_version`.
    An entry of the brand's own has the labels of its first phrase.
    """

    facet = models.CharField(_("facet"), max_length=20, choices=FacetField)
    entry = models.CharField(_("entry"), max_length=ENTRY_LENGTH)
    phrase = models.CharField(_("phrase"), max_length=PHRASE_LENGTH)
    label_zh = models.CharField(
        _("name in Chinese"),
        max_length=PHRASE_LENGTH,
        blank=True,
        validators=[validate_readable],
    )
    label_en = models.CharField(
        _("name in English"),
        max_length=PHRASE_LENGTH,
        blank=True,
        validators=[validate_readable],
    )
    version = models.PositiveIntegerField(_("version"))
    added_at = models.DateTimeField(_("added at"))
    added_by = _account(_("added by"))
    removed_version = models.PositiveIntegerField(null=True, blank=True)
    removed_at = models.DateTimeField(_("removed at"), null=True, blank=True)
    removed_by = _account(_("removed by"))

    objects = LexiconEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("word of the lexicon")
        verbose_name_plural = _("words of the lexicon")
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=("facet", "entry", "phrase"),
                condition=Q(removed_at__isnull=True),
                name="lexicon_phrase_once",
            ),
        ]

    def __str__(self) -> str:
        return self.phrase

    def get_absolute_url(self) -> str:
        return reverse("alerts:lexicon_remove", args=[self.pk])


# Labels of own entries by name: (Chinese, English). An entry never changes
# its labels, so that a process reads each of them once.
_labels: dict[str, tuple[str, str]] = {}


def own_label(name: str) -> str:
    """Return what an entry of the brand's own is called in the language of the
    page; its name, if it is unknown.
    """
    if name not in _labels:
        first = LexiconEntry.objects.filter(entry=name).order_by("pk")
        found = first.values_list("label_zh", "label_en").first()
        if found is None:
            return name
        _labels[name] = found
    chinese, english = _labels[name]
    is_chinese = (get_language() or "").startswith("zh")
    first_choice, other = (
        (chinese, english) if is_chinese else (english, chinese)
    )
    return first_choice or other or name


class PhraseCount(models.Model):
    """How many posts of the last 90 days a phrase names, shipped or own."""

    facet = models.CharField(max_length=20)
    entry = models.CharField(max_length=ENTRY_LENGTH)
    phrase = models.CharField(max_length=100)
    post_count = models.PositiveIntegerField(_("posts in 90 days"))
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("facet", "entry", "phrase"),
                name="phrase_counted_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.phrase}: {self.post_count}"


class WordProposal(models.Model):
    """A phrase that the lexicon may lack, found by `manage.py propose_words`.

    facet, entry: where it may belong, empty if nothing is alike ·
    post_count: own troubles that say it without a facet · lift: how much
    likelier it is in them than elsewhere, as a logarithm · likeness: of its
    neighbours to those of the entry, 0 to 1.
    """

    phrase = models.CharField(
        _("phrase"), max_length=PHRASE_LENGTH, unique=True
    )
    facet = models.CharField(max_length=20, blank=True)
    entry = models.CharField(max_length=ENTRY_LENGTH, blank=True)
    post_count = models.PositiveIntegerField(_("posts"))
    lift = models.FloatField()
    likeness = models.FloatField(default=0.0)
    post_ids = models.JSONField(default=list)
    proposed_at = models.DateTimeField()
    dismissed_at = models.DateTimeField(null=True, blank=True)
    dismissed_by = _account(_("dismissed by"))

    class Meta:
        ordering = ("-post_count", "phrase")

    def __str__(self) -> str:
        return self.phrase
