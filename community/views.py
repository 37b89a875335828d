from django.utils.translation import gettext_lazy as _

from common.pages.details import DetailPage, FormPage
from common.pages.lists import ListPage
from community.filters import CircleFilter, PostFilter
from community.forms import CircleForm
from community.models import Circle, Post
from community.tables import CircleTable, PostTable


class CircleListPage(ListPage):
    queryset = Circle.objects.with_member_count()
    filterset_class, table_class = CircleFilter, CircleTable
    url_name, create_url_name = "community:circle_list", "community:circle_create"
    title, create_label = _("Circles"), _("New circle")
    question = _("Where do members meet?")
    empty_hint = _("A circle is a city chapter, a model club, a chat group or a board. Make the first one.")


class PostListPage(ListPage):
    queryset = Post.objects.standing().select_related("author", "source").order_by("-posted_at", "-pk")
    filterset_class, table_class = PostFilter, PostTable
    url_name = "community:post_list"
    title, question = _("Posts"), _("What did they say?")
    empty_hint = _("Posts come in by manage.py ingest_posts or the API.")


class CircleDetailPage(DetailPage):
    queryset = Circle.objects.with_member_count()
    fields = ("name", "kind", "city", "model_series", "member_count")
    edit_url_name, list_url_name = "community:circle_edit", "community:circle_list"


class CircleFormPage(FormPage):
    queryset, form_class, create_title = Circle.objects.all(), CircleForm, _("New circle")
