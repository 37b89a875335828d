from typing import Any

from django.db import models
from django.db.models import Q


class JobRunQuerySet(models.QuerySet[Any]):
    def waiting(self) -> "JobRunQuerySet":
        return self.filter(state="waiting").order_by("pk")

    def unfinished(self) -> "JobRunQuerySet":
        return self.filter(state__in=("waiting", "running")).order_by("pk")


class SavedViewQuerySet(models.QuerySet[Any]):
    def seen_by(self, user: Any, *, page: str) -> "SavedViewQuerySet":
        return self.filter(Q(owner=user) | Q(is_shared=True), page=page).select_related("owner")


class PolicyVersionQuerySet(models.QuerySet[Any]):
    def newest(self) -> Any:
        """Return the policy in force: the one of the highest version; None before the first night."""
        return self.order_by("-version").first()
