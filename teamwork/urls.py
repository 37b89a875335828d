from django.urls import path

from teamwork.views import member_page

app_name = "teamwork"
urlpatterns = [path("<int:pk>/", member_page, name="member_page")]
