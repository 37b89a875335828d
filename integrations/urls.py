from django.urls import path

from integrations.views import channels, connections, hooks, outbox

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
        "connections/<int:pk>/threads/",
        connections.choose_connection_threads,
        name="connection_threads",
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
    path(
        "channels/",
        channels.ChannelListPage.as_view(),
        name="channel_list",
    ),
    path(
        "channels/new/",
        channels.ChannelFormPage.as_view(),
        name="channel_create",
    ),
    path(
        "channels/<int:pk>/",
        channels.channel_page,
        name="channel_detail",
    ),
    path(
        "channels/<int:pk>/edit/",
        channels.ChannelFormPage.as_view(),
        name="channel_edit",
    ),
    path(
        "channels/<int:pk>/test/",
        channels.test_channel,
        name="channel_test",
    ),
    path(
        "channels/<int:pk>/pause/",
        channels.pause_channel,
        name="channel_pause",
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
