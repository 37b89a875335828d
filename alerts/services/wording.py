"""What facets are called."""

from django.utils.translation import gettext_lazy as _

from alerts.services.joining import leading

FACET_LABELS = {
    "engine": _("engine"), "gearbox": _("gearbox"), "head_unit": _("head unit"), "key": _("key"),
    "air_conditioning": _("air conditioning"), "brakes": _("brakes"), "steering": _("steering"),
    "roof_glass": _("glass and roof"), "doors": _("doors"), "body": _("body and paint"),
    "suspension": _("suspension"), "wheels": _("wheels"), "traction_battery": _("traction battery"),
    "low_voltage": _("12 V battery"), "charging": _("charging"), "drive_unit": _("drive unit"), "lights": _("lights"),
    "seats": _("seats"), "interior": _("interior"), "cameras": _("cameras and radar"),
    "driver_assistance": _("driver assistance"), "price": _("price"), "equipment": _("equipment"),
    "dealer": _("dealer"), "maker": _("maker"), "parts_supply": _("parts supply"), "consumption": _("consumption"),
    "noise": _("noise"), "oil_leak": _("oil leak"), "oil_burning": _("burns oil"), "shaking": _("shaking"),
    "frozen": _("freezes or restarts"), "black_screen": _("black screen"), "yellowing": _("yellow border"),
    "warning": _("warning light"), "departure": _("lane departure"), "cracked": _("cracked"), "peeling": _("peeling"),
    "jerking": _("jerks"), "not_working": _("does not work"), "power_loss": _("loses power"),
    "no_start": _("does not start"), "weak": _("weak"), "water": _("water gets in"), "fire": _("fire or smoke"),
    "corrosion": _("rust"), "pulling": _("pulls aside"), "heavy": _("heavy"), "smell": _("smell"), "wear": _("wear"),
    "short_range": _("range too short"), "drain": _("drains"), "no_cooling": _("does not cool"),
    "price_cut": _("price cut"), "deceived": _("not as promised"), "broken_promise": _("promise not kept"),
    "air_leak": _("wind noise"), "coolant_leak": _("coolant leak"), "loose": _("loose"),
    "no_update": _("update withheld"), "high_consumption": _("consumes too much"), "rolling": _("rolls away"),
    "unsolved": _("not solved"), "update_trouble": _("after an update"),
    "underground_garage": _("underground garage"), "rain": _("rain"), "cold": _("cold"), "heat": _("heat"),
    "highway": _("highway"), "speed_bump": _("speed bump"), "reversing": _("reversing"),
    "starting_off": _("starting off"), "charging_station": _("charging station"), "parking": _("parking"),
    "ota": _("OTA update"), "service": _("service"), "accident": _("accident"), "recall": _("recall"),
}  # fmt: skip


def facet_label(name: str) -> str:
    """Return what a facet is called in the reader's language; versions and models are their own names."""
    return str(FACET_LABELS.get(name, name))


def told(counted: list[list[object]], most: int = 3) -> str:
    """Return the facets told most, joined; what is told less than half as often as the first is an aside."""
    first = leading(counted)
    return " · ".join(facet_label(str(name)) for name, _count in counted[:most] if name in first)
