"""The words for reasons why two members may be one person."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DUPLICATE_REASONS: dict[str, Promise] = {
    "same_unionid": _("the same WeChat unionid"),
    "same_vin": _("the same VIN"),
    "same_phone": _("the same phone number"),
    "same_identity": _("the same id, written differently"),
    "same_car_day": _("the same model since the same day"),
    "same_series": _("the same model"),
    "same_name": _("the same nickname"),
    "same_city": _("the same city"),
    "resold_vin": _("the same car, one after the other"),
}
DUPLICATE_STRENGTHS: dict[str, Promise] = {
    "nearly_certain": _("nearly certain"),
    "likely": _("likely"),
    "possible": _("possible"),
}
