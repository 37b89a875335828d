"""How negative are the posts, week by week, and which are they?"""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy, npgettext_lazy

from common.calendar import business_today
from common.ui.pages.lists import ListPage
from common.ui.pages.tabs import QuickTab
from immunity.filters import MoodFilter, MoodScopeFilter
from immunity.models import PostMood
from immunity.selectors.mood import counted_moods
from immunity.selectors.mood_chart import read_mood_page
from immunity.tables import PostMoodTable


class MoodPage(ListPage):
    filterset_class = MoodFilter
    table_class = PostMoodTable
    url_name = "immunity:mood"
    title = gettext_lazy("Mood")
    question = gettext_lazy("How negative is the community, and about what?")
    noun = npgettext_lazy("beside a number", "post", "posts")
    tabs = (
        QuickTab(
            gettext_lazy("Read as negative"),
            lambda _reader: {"mood": str(PostMood.Mood.NEGATIVE.value)},
        ),
        QuickTab(
            gettext_lazy("Read as positive"),
            lambda _reader: {"mood": str(PostMood.Mood.POSITIVE.value)},
        ),
    )
    presets = ("topic",)
    empty_hint = gettext_lazy(
        "Chinese posts are read within a minute of their arrival.",
    )
    template_name = "immunity/mood.html"

    def get_queryset(self) -> QuerySet[Any]:
        rows = counted_moods().select_related("post__author")
        found: QuerySet[Any] = rows.order_by("-posted_at", "-pk")
        return found

    def extra_context(self) -> dict[str, Any]:
        if self.is_part():
            return {}
        scope = MoodScopeFilter(self.request.GET, queryset=counted_moods())
        if not scope.is_valid():
            return {}
        chosen = {}
        for name, _label, _value in scope.active_filters():
            chosen[name] = self.request.GET[name]
        today = business_today(timezone.now())
        return read_mood_page(scope.qs, chosen, today=today)
