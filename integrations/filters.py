from common.ui.filters import SearchFilterSet
from integrations.models import Connection


class ConnectionFilter(SearchFilterSet):
    class Meta:
        model = Connection
        fields = ("state",)
        search = ("name", "base_url")
