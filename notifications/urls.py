from django.urls import path

from notifications.views import events, inbox, preferences

app_name = "notifications"
urlpatterns = [
    path(
        "notifications/",
        inbox.NotificationListPage.as_view(),
        name="notification_list",
    ),
    path(
        "notifications/<int:pk>/",
        inbox.notification_page,
        name="notification_detail",
    ),
    path("notifications/read/", inbox.read_all, name="read_all"),
    path(
        "notifications/events/",
        events.EventListPage.as_view(),
        name="event_list",
    ),
    path(
        "notifications/events/<int:pk>/",
        events.event_page,
        name="event_detail",
    ),
    path(
        "notifications/events/<int:pk>/confirm/",
        events.confirm,
        name="event_confirm",
    ),
    path(
        "notifications/preferences/",
        preferences.preference_page,
        name="preferences",
    ),
    path(
        "notifications/catalogue/",
        events.catalogue_page,
        name="catalogue",
    ),
    path("notifications/team/", preferences.team_page, name="team"),
    path(
        "notifications/team/<int:pk>/",
        preferences.subscription_page,
        name="subscriptions",
    ),
]
