"""Which posts are of one reporter: a follow-up to their own report, and the
filing of one case under several accounts.
"""

import re
from datetime import timedelta

from alerts.rules.facets import read_facets
from alerts.rules.lexicons import SHIPPED, Lexicon
from alerts.rules.service_lexicon import JOURNEYS

FOLLOWED = timedelta(days=60)
DEALER_LETTERS = 4

_NO_ANSWER = re.compile(
    r"(?:没有?|无|未)(?:任何|一个|专)?(?:人|客服|4s店?|厂家|售后|经销商)?"
    r"(?:来|给我|跟我|和我|再)?(?:任何)?"
    r"(?:联系|回复|回应|回电|回访|答复|跟进|理会|理我|管我|管了?|消息(?!提示|通知|推送|声)|下文|进展|说法)"
    r"|没有?人(?:处理|解决|负责)|(?:至今|到现在|目前)[^。！？]{0,6}(?:没有?|未)(?:处理|解决)"
    r"|石沉大海|不了了之|(?:没有?|无)人(?:问津|理睬)"
    r"|\b(?:nobody|no ?one|no-one)(?: has| have)?(?: ever)?"
    r" (?:called|contacted|got|gotten|answered|replied|responded)\b"
    r"|\bstill (?:waiting|no (?:answer|reply|response|call|news|solution))\b"
    r"|\b(?:haven'?t|have not) heard (?:back|from|anything)\b"
    r"|\bno (?:reply|response|answer|news) (?:yet|so far|from)\b"
    r"|\bnever (?:called|got back)\b",
)
_DATE = re.compile(
    r"(?<![\d.])(?:20\d\d\s*[年./-]\s*)?(1[0-2]|0?[1-9])\s*[月./-]\s*"
    r"(3[01]|[12]\d|0?[1-9])(?:日|号|(?![\d.%a-z]))",
)
_DEALER = re.compile(
    r"([\u4e00-\u9fff]{2,12})(?:4s|汽车销售|汽贸|汽车城|体验中心|交付中心|服务中心)",
)
_BEFORE_NAME = re.compile(r"[在去到从由给找于的是我和跟向往把被让]")


def may_be_follow_up(text: str) -> bool:
    """Return whether a text says that nobody answered or helped; a quick look
    at the text as it is.
    """
    return _NO_ANSWER.search(text.lower()) is not None


def is_follow_up(normal: str, lexicon: Lexicon = SHIPPED) -> bool:
    """Return whether a normalised text says that nobody answered or helped, and
    names no fault of a car.
    """
    if not may_be_follow_up(normal):
        return False
    facets = read_facets(normal, lexicon)
    if any(part not in JOURNEYS for part, _symptom in facets.faults):
        return False
    return bool(facets.faults) or not facets.symptoms


def filing_key(text: str, model: str) -> str:
    """Return what filings of one case have in common: model, dealer and dates
    in their text; empty where it names no dealer or no date.
    """
    lowered = text.lower()
    dealers = set()
    for found in _DEALER.finditer(lowered):
        name = _BEFORE_NAME.split(found.group(1))[-1]
        if len(name) > 1:
            dealers.add(name[-DEALER_LETTERS:])
    if not dealers:
        return ""
    days = set()
    for month, day in _DATE.findall(lowered):
        days.add(f"{int(month)}-{int(day)}")
    if not days:
        return ""
    return "|".join((model, *sorted(dealers), *sorted(days)))[:120]
