from rest_framework import serializers

from roles.models import RoleStanding


class RoleStandingSerializer(serializers.ModelSerializer):
    """A member's strength 0–100 and confidence 0–1 in each role, and which he holds; `primary` is -1 for none."""

    nickname = serializers.CharField(source="member.nickname")

    class Meta:
        model = RoleStanding
        fields = (
            "member_id", "nickname", "geek", "social", "aesthetic", "geek_confidence", "social_confidence",
            "aesthetic_confidence", "holds_geek", "holds_social", "holds_aesthetic", "primary", "policy_version",
        )  # fmt: skip
