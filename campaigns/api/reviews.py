from campaigns.api import READERS
from campaigns.filters import DecisionApiFilter, ReviewApiFilter
from campaigns.models import Decision, Review
from campaigns.serializers.reviews import (
    ReviewDecisionSerializer,
    ReviewSerializer,
)
from common.api.viewsets import ReadApi


class ReviewApi(ReadApi):
    """Review meetings with their agendas and findings."""

    access = READERS

    queryset = Review.objects.prefetch_related("findings")
    serializer_class = ReviewSerializer
    filterset_class = ReviewApiFilter
    sort_fields = ("held_on", "updated_at")


class DecisionApi(ReadApi):
    """What reviews decided, and whether it worked."""

    access = READERS

    queryset = Decision.objects.select_related("owner")
    serializer_class = ReviewDecisionSerializer
    filterset_class = DecisionApiFilter
    sort_fields = ("check_on", "read_at", "updated_at")
