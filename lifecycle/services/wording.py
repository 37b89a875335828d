"""How states, factors and trends are told."""

from django.utils.translation import gettext_lazy as _

FACTOR_LABELS = {
    "missed_days": _("Silence against own rhythm"),
    "usual_days": _("Usual active days a week"),
    "recent_level": _("Lately active weeks"),
    "base_rate": _("Usually active weeks"),
    "active_weeks": _("Active weeks of the last 52"),
    "tenure": _("Time since first activity"),
}
FACTOR_SENTENCES = {
    "missed_days": _("At his own rhythm %(value)s active days were due since he was last seen."),
    "usual_days": _("Before that he used to be active %(value)s days a week."),
    "recent_level": _("Of the last weeks he was active in %(value)s, recent ones counting most."),
    "base_rate": _("Before he was last seen he was active in %(value)s of his weeks."),
    "active_weeks": _("He was active in %(value)s of the last 52 weeks."),
    "tenure": _("He has been known for %(value)s weeks."),
}
WHAT_IF_LABELS = {
    (1, 1): _("active on one day next week"),
    (1, 3): _("active on three days next week"),
    (2, 0): _("silent for two more weeks"),
    (4, 0): _("silent for four more weeks"),
}
THRESHOLD_LABELS = {
    "cooling": _("Cooling from this chance of silence on"),
    "active": _("Active again at this chance or less"),
    "dormant": _("Dormant from this chance on"),
    "weeks_in_a_row": _("Weeks in a row above a threshold"),
    "silent_days": _("Dormant only after so many days without any activity"),
    "dwell_weeks": _("Weeks a state lasts at least"),
    "browsing": _("Browsing only from this chance on, contributions alone"),
    "presence_days": _("Browsing only if seen within so many days"),
    "tenure_weeks": _("No state before so many weeks since first activity"),
    "active_weeks": _("No state below so many active weeks of 52"),
}
FIGURE_LABELS = {
    "rows": _("Rows judged"),
    "silent_rate": _("Share truly silent"),
    "auc": _("AUC, all"),
    "auc_active": _("AUC, active in the last 4 weeks"),
    "recall_active": _("Recall at a false alarm rate of .05, active ones"),
    "brier": _("Brier score"),
    "calibration_error": _("Calibration error"),
}
