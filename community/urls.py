from django.urls import path

from common.pages.details import resource_urls
from community.views import CircleDetailPage, CircleFormPage, CircleListPage, PostListPage

app_name = "community"
urlpatterns = [path("posts/", PostListPage.as_view(), name="post_list")]
urlpatterns += resource_urls("circle", list_page=CircleListPage, detail_page=CircleDetailPage, form_page=CircleFormPage)
