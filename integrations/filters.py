from common.ui.filters import SearchFilterSet
from integrations.models import Channel, Connection


class ConnectionFilter(SearchFilterSet):
    class Meta:
        model = Connection
        fields = ("state",)
        search = ("name", "base_url")


class ChannelFilter(SearchFilterSet):
    class Meta:
        model = Channel
        fields = ("kind",)
        search = ("name",)
