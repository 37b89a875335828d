"""What facets and their entries are called."""

from typing import Any, cast

from django.db.models import JSONField
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from alerts.models import Issue, own_label
from alerts.rules.facet_counts import Counts, leading_names
from alerts.rules.invitations import Refusal
from community.models import Question

# By the parameter of Facet, for one entry.
PARAMETER_LABELS = {"component": _("Part or service"), "symptom": _("Symptom")}
# Why a member is not invited to answer.
REFUSALS = {
    Refusal.ASKER: _("%(name)s asked it themselves."),
    Refusal.INVITED: _("%(name)s was invited to this question already."),
    Refusal.OFTEN: _(
        "%(name)s was invited %(most)s times in the last 30 days. Invite "
        "somebody else.",
    ),
}
# What is to be done next about a question, by its state.
NEXT_ACTS = {
    Question.State.WAITING: _("Take the question"),
    Question.State.REOPENED: _("Find another answer"),
    Question.State.ANSWERED: _("Ask whether it helped"),
    Question.State.THANKED: _("Thank the helper"),
    Question.State.BY_ASKER: _("Ask how they did it"),
}
# Own entries of the brand have names that begin so.
OWN_PREFIX = "own_"

FACET_LABELS = {
    "engine": _("engine"),
    "gearbox": _("gearbox"),
    "head_unit": _("head unit"),
    "key": _("key"),
    "air_conditioning": _("air conditioning"),
    "brakes": _("brakes"),
    "steering": _("steering"),
    "roof_glass": _("glass and roof"),
    "doors": _("doors"),
    "body": _("body and paint"),
    "suspension": _("suspension"),
    "wheels": _("wheels"),
    "traction_battery": _("traction battery"),
    "low_voltage": _("12 V battery"),
    "charging": _("charging"),
    "drive_unit": _("drive unit"),
    "lights": _("lights"),
    "seats": _("seats"),
    "interior": _("interior"),
    "cameras": _("cameras and radar"),
    "driver_assistance": _("driver assistance"),
    "price": _("price"),
    "equipment": _("equipment"),
    "dealer": _("dealer"),
    "maker": _("maker"),
    "parts_supply": _("parts supply"),
    "consumption": _("consumption"),
    "noise": _("noise"),
    "oil_leak": _("oil leak"),
    "oil_burning": _("burns oil"),
    "shaking": _("shaking"),
    "frozen": _("freezes or restarts"),
    "black_screen": _("black screen"),
    "yellowing": _("yellow border"),
    "warning": _("warning light"),
    "departure": _("lane departure"),
    "cracked": _("cracked"),
    "peeling": _("peeling"),
    "jerking": _("jerks"),
    "not_working": _("does not work"),
    "power_loss": _("loses power"),
    "no_start": _("does not start"),
    "weak": _("weak"),
    "water": _("water gets in"),
    "fire": _("fire or smoke"),
    "corrosion": _("rust"),
    "pulling": _("pulls aside"),
    "heavy": _("heavy"),
    "smell": _("smell"),
    "wear": _("wear"),
    "short_range": _("range too short"),
    "drain": _("drains"),
    "no_cooling": _("does not cool"),
    "price_cut": _("price cut"),
    "deceived": _("not as promised"),
    "broken_promise": _("promise not kept"),
    "air_leak": _("wind noise"),
    "coolant_leak": _("coolant leak"),
    "loose": _("loose"),
    "no_update": _("update withheld"),
    "high_consumption": _("consumes too much"),
    "rolling": _("rolls away"),
    "customer_service": _("customer service"),
    "appointment": _("appointment"),
    "warranty": _("warranty"),
    "delivery": _("delivery of the car"),
    "order": _("car order"),
    "paperwork": _("paperwork"),
    "billing": _("billing"),
    "points": _("points and benefits"),
    "subscription": _("subscription"),
    "app": _("app"),
    "login": _("login"),
    "sync": _("synchronisation"),
    "remote_control": _("remote control"),
    "notification": _("notification"),
    "charging_network": _("charging network"),
    "plug_and_charge": _("plug and charge"),
    "unsolved": _("not solved"),
    "delayed": _("delayed"),
    "refused": _("refused"),
    "run_around": _("run-around"),
    "no_reply": _("no reply"),
    "no_slot": _("no appointment to be had"),
    "repeated_repair": _("repaired again and again"),
    "overcharged": _("charged too much"),
    "not_credited": _("not credited or refunded"),
    "auto_renewed": _("renewed unasked"),
    "wrong_item": _("wrong car or part"),
    "missing_item": _("not received"),
    "queue": _("queue"),
    "crash": _("crashes"),
    "login_failed": _("login fails"),
    "not_synced": _("does not synchronise"),
    "no_message": _("no message arrives"),
    "no_connection": _("no connection"),
    "stops_charging": _("charging stops by itself"),
    "will_not_charge": _("does not charge"),
    "update_trouble": _("after an update"),
    "underground_garage": _("underground garage"),
    "rain": _("rain"),
    "cold": _("cold"),
    "heat": _("heat"),
    "highway": _("highway"),
    "speed_bump": _("speed bump"),
    "reversing": _("reversing"),
    "starting_off": _("starting off"),
    "charging_station": _("charging station"),
    "parking": _("parking"),
    "ota": _("OTA update"),
    "service": _("service"),
    "accident": _("accident"),
    "recall": _("recall"),
}


def facet_name(field: str) -> Any:
    """Return what the facet of a column of Issue is called, in the plural."""
    column = cast(JSONField, Issue._meta.get_field(field))
    return column.verbose_name


def facet_title(field: str) -> str:
    """Return the name of a facet as a heading."""
    return str(capfirst(facet_name(field)))


def facet_label(name: str) -> str:
    """Return what an entry of a facet is called in the language of the page;
    versions and models are their own names.
    """
    if name.startswith(OWN_PREFIX):
        return own_label(name)
    return str(FACET_LABELS.get(name, name))


def facets_label(counts: Counts, most: int = 3) -> str:
    """Return the most frequent entries of a facet, joined, without those said
    less than half as often as the first.
    """
    leading = leading_names(counts)
    shown = []
    for name, _count in counts[:most]:
        if name in leading:
            shown.append(facet_label(name))
    return " · ".join(shown)


def issue_label(issue: Issue, *, parts: int = 1, symptoms: int = 1) -> str:
    """Return the leading parts and symptoms of an issue, joined; empty where
    none is named.
    """
    labels = (
        facets_label(issue.components, parts),
        facets_label(issue.symptoms, symptoms),
    )
    return " · ".join(filter(None, labels))


def question_next_act(question: Any) -> str:
    """Return what is to be done next about a question with its state, "–" for
    nothing.
    """
    state = Question.State(question.state)
    care = getattr(question, "care", None)
    if question.is_waiting and care and care.taken_by:
        return str(_("Answer it, or invite a helper"))
    return str(NEXT_ACTS.get(state, "–"))
