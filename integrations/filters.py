from common.api.filters import NumbersFilter
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


class ChannelApiFilter(ChannelFilter):
    """Channels in the API: also by number."""

    id = NumbersFilter()
