from alerts.filters.suggestions import SuggestionApiFilter
from alerts.models import Suggestion
from alerts.serializers.suggestions import SuggestionSerializer
from common.api.viewsets import ReadApi
from common.security.access import STAFF, Access


class SuggestionApi(ReadApi):
    """Suggestions that members made, with the posts counted."""

    access = Access(read=STAFF, read_scope="alerts:read")

    queryset = Suggestion.objects.unmerged().with_counts()
    serializer_class = SuggestionSerializer
    filterset_class = SuggestionApiFilter
    sort_fields = ("opened_at", "last_at", "member_count", "post_count")
