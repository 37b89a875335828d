"""Pages of circles and posts."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import npgettext_lazy

from common.ui.pages.details import FormPage
from common.ui.pages.lists import ListPage
from common.ui.pages.tabs import QuickTab, TabReader
from community.filters import CircleFilter, PostFilter
from community.forms import CircleForm
from community.models import Circle, Post
from community.tables import CircleTable, PostTable

WEEK_DAYS = 7


def _last_week(reader: TabReader) -> dict[str, str]:
    since = reader.today - timedelta(days=WEEK_DAYS - 1)
    return {"since": since.isoformat()}


class CircleListPage(ListPage):
    queryset = Circle.objects.with_member_count()
    filterset_class = CircleFilter
    table_class = CircleTable
    url_name = "community:circle_list"
    create_url_name = "community:circle_create"
    title = _("Circles")
    create_label = _("New circle")
    question = _("Where do members meet?")
    empty_hint = _("City chapters, clubs, chats and boards. Make the first.")
    also_url_name = "community:member_upload"
    also_label = _("Upload members")


class PostListPage(ListPage):
    queryset = (
        Post.objects.visible()
        .select_related("author", "source")
        .order_by("-posted_at", "-pk")
    )
    filterset_class = PostFilter
    table_class = PostTable
    url_name = "community:post_list"
    title = _("Posts")
    question = _("What did they say?")
    noun = npgettext_lazy("beside a number", "post", "posts")
    tabs = (
        QuickTab(_("Last 7 days"), _last_week),
        QuickTab(_("Opening posts"), lambda _reader: {"is_opening": "true"}),
        QuickTab(_("Replies"), lambda _reader: {"is_opening": "false"}),
        QuickTab(_("Paid"), lambda _reader: {"is_paid": "true"}),
    )
    empty_hint = _("Posts come in by manage.py ingest_posts or the API.")


class CircleFormPage(FormPage):
    queryset = Circle.objects.all()
    form_class = CircleForm
    create_title = _("New circle")
