from django.urls import path

from integrations.views import connections, hooks, outbox

app_name = "integrations"
urlpatterns = [
    path("hooks/<uuid:key>/", hooks.hook, name="hook"),
    path("hooks/<uuid:key>/<path:rest>", hooks.hook, name="hook_below"),
    path(
        "connections/",
        connections.ConnectionListPage.as_view(),
        name="connection_list",
    ),
    path(
        "connections/new/",
        connections.ConnectionFormPage.as_view(),
        name="connection_create",
    ),
    path(
        "connections/<int:pk>/",
        connections.connection_page,
        name="connection_detail",
    ),
    path(
        "connections/<int:pk>/edit/",
        connections.ConnectionFormPage.as_view(),
        name="connection_edit",
    ),
    path(
        "connections/<int:pk>/test/",
        connections.test_connection,
        name="connection_test",
    ),
    path(
        "connections/<int:pk>/run/",
        connections.run_connection,
        name="connection_run",
    ),
    path(
        "connections/<int:pk>/pause/",
        connections.pause_connection,
        name="connection_pause",
    ),
    path(
        "connections/<int:pk>/rotate/",
        connections.rotate_connection,
        name="connection_rotate",
    ),
    path(
        "connections/<int:pk>/reset/",
        connections.reset_connection,
        name="connection_reset",
    ),
    path("messages/", outbox.MessageListPage.as_view(), name="message_list"),
    path("messages/<int:pk>/", outbox.message_page, name="message_detail"),
    path(
        "messages/<int:pk>/resend/",
        outbox.resend_message,
        name="message_resend",
    ),
    path("messages/<int:pk>/mark/", outbox.mark_message, name="message_mark"),
    path(
        "messages/<int:pk>/cancel/",
        outbox.cancel_message,
        name="message_cancel",
    ),
]
