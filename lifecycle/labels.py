"""The words for factors, thresholds and figures of dormancy."""

from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_lazy as _

from lifecycle.rules.factors import FACTORS

SILENCE_LABEL = _("Chance of silence, 8 weeks")
FACTOR_LABELS = {factor.name: gettext_lazy(factor.label) for factor in FACTORS}
FACTOR_SENTENCES = {
    factor.name: gettext_lazy(factor.sentence) for factor in FACTORS
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
BACKTEST_LABELS = {
    "rows": _("Rows judged"),
    "silent_rate": _("Share truly silent"),
    "auc": _("AUC, all"),
    "auc_active": _("AUC, active in the last 4 weeks"),
    "recall_active": _("Recall at a false alarm rate of .05, active ones"),
    "brier": _("Brier score"),
    "calibration_error": _("Calibration error"),
}
