from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _
from rest_framework import serializers

from alerts.models import ENTRY_LENGTH, FacetField, OwnerRule
from alerts.selectors.lexicon import entry_choices
from common.api.columns import RowSerializer


class OwnerRuleSerializer(RowSerializer):
    """A rule for owners: conditions, each of which may be empty, and the user
    name of who becomes responsible.
    """

    component = serializers.CharField(
        max_length=ENTRY_LENGTH,
        required=False,
        allow_blank=True,
    )
    owner = serializers.SlugRelatedField(
        slug_field="username",
        queryset=get_user_model().objects.filter(is_active=True),
    )

    class Meta:
        model = OwnerRule
        fields = (
            "id",
            "name",
            "position",
            "component",
            "model_series",
            "circle",
            "severity",
            "owner",
        )

    def validate_component(self, value: str) -> str:
        known = dict(entry_choices(FacetField.COMPONENTS.value))
        if value and value not in known:
            raise serializers.ValidationError(
                _("There is no part or service “%(name)s”.") % {"name": value},
            )
        return value
