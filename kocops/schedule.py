"""What runs when: name -> (task, crontab fields in the business time zone)."""

BEAT_SCHEDULE: dict[str, tuple[str, dict[str, str]]] = {
    "tonight": ("kocops.tasks.run_missed_nights", {"hour": "2", "minute": "0"}),
    "missed nights": ("kocops.tasks.run_missed_nights", {"hour": "3-23", "minute": "10"}),
    "monthly refit": ("lifecycle.tasks.request_monthly_refit", {"day_of_month": "1", "hour": "5", "minute": "0"}),
    "early sentinel": ("alerts.tasks.watch_posts", {"minute": "*"}),
    "webhooks": ("insights.tasks.deliver_webhooks", {"minute": "*"}),
    "waiting jobs": ("kocops.tasks.ring_waiting_jobs", {"minute": "*"}),
}
