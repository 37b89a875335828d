from common.pages.details import resource_urls
from community.views import CircleDetailPage, CircleFormPage, CircleListPage

app_name = "community"
urlpatterns = resource_urls("circle", list_page=CircleListPage, detail_page=CircleDetailPage, form_page=CircleFormPage)
