"""Whether a text sells, looks for something to buy, gives away, recruits or
gathers buyers: one rule for issues, questions and roles.
"""

import re
from collections.abc import Iterable

from community.rules.phrases import Phrase, PhraseFinder

SALE = (
    "求购|收购|回(?<!能量回)(?<!动能回)收(?!力|强|等|系|模|效|太|档)|转让|转卖|出售|"
    "出租(?!车)|转租|自售|专售|急售|低价出|特价出|闲置出|"
    "出闲置|甩卖|清仓|诚心收|高价收|长期收|换购|置换补贴|低价转|"
    "团购|拼团|拼单|接龙|秒杀|限时|特价|特惠|批发|厂家直销|工厂价|包邮|免邮|宅配|代理|加盟|"
    "代办|代购|代充|代刷|承接|上门服务|上门自提|免费领取|免费领|优惠券|"
    "立减|满减|折扣码|邀请码|推荐码|返现(?!说好|没|不)|佣金|提成|招募(?!内测|体验|车友|志愿)|"
    "诚招|招聘|招代理|招商|兼职|接广告|接推文|推广一下|预售|"
    "预订立享|定金膨胀|点击下单|下单立|链接在主页|主页链接|扫码(?:领|加|进|下单)|爆款|现货|"
    "免打孔|高仿|本店|小店|我店|门店地址|店铺|专业(?:贴|维|改|承|洗|"
    "清|回收|安装|施工)|低息|车贷|当天放款|全国最低|全网最低|最低价|展车|买车找我|有意(?:者|"
    "私|联系)|非诚勿扰|坏屏勿扰|刀勿扰|价(?:格)?(?:可小?议|可谈|"
    "好说|优|美丽)|"
    "for sale|fs|wts|wtb|wtt|iso|want to buy|selling(?! point)|sell(?:ing)? my|wanted|"
    "trading my|trade for|obo|or best offer|shipped|plus shipping|shipping included|"
    "free shipping|group buy|discount code|promo code|coupon|use code|my code|my referral|"
    "referral (?:code|link)|affiliate|price drop|limited (?:offer|time)|special offer|"
    "leasing specials|zero down|financing available|we buy|we sell|we fix|we repair|we jump|"
    "instant offer|cheap insurance|free quote|get a quote|quotes in|call us|call now|call mike|"
    "text me at|dm for|pm for price|dm me for|message me|etsy|ebay link|my shop|my store|"
    "our shop|our store|check out my|check out our|order now|pre ?order (?:the|now|yours|here)|"
    "in stock now|hiring|work from home|mail in|best price|face value|half price|"
    "asking \\$?\\d+|asking price|private seller|local pickup|no lowball\\w*|venmo|paypal|"
    "cash only|never opened|brand new in box|bnib"
)
SALE_HINT = (
    "优惠|专属福利|福利|专车专用|链接|全国可发|全城|24小时|手续齐全|可贷款|已服务|案例|名额|"
    "九成新|成新|一手|少开|急用钱|主页|关注我|限量|零元|套餐|年卡|"
    "洗车卡|免费|报名|仅限|仅需|赠|送(?!修|店|去|到|来|我|货|的)|加价|订单转|"
    "discount|deals?|sale|offer|specials?|cheap|from \\d+|warranty included|light rash|"
    "low mileage|must be original|custom|turnaround|24 7|in town|today only|credits"
)
CONTACT = (
    "微信(?!语音|支付|回复|就行|群|里|登|小程序|提醒|通知|发)|加(?:我)?(?:微|薇|v|vx|wx|"
    "威)(?:信)?|薇看|vx|qq群|电话(?:同号|同微|"
    "[:： ]?1\\d{2})|私(?:聊|信|我|讯)(?!了)|欢迎私|联系我|来聊|滴滴我|扫码加|到店|"
    "地址(?:见图|万达|在)|同城(?:自提|面交)|自提|懂的来|"
    "找我"
)

_PRICES = re.compile(
    "[$¥€] ?\\d|(?:元|块(?!质|状|屏|钱的))(?<=[二三四五六七八九十百千\\d].)|包邮|起(?!步|来|"
    "雾|火|跳|的)(?<=\\d.)|"
    "一(?<=\\d.)(?:月|次|套|只|位)|出(?<=\\d\\d.)(?:$|[ ,])|降到\\d|立减\\d|量大(?<=\\d,..)|"
    "(?:usd|eur|"
    "bucks)\\b",
)
# A short trade at the start of a clause: 出原厂轮毂, 收两个钥匙壳, 卖车.
_TRADES = re.compile(
    "(?:出|收|卖|求(?=购))(?<![^,。.!?、 ].)(?:一(?!点|下|样|直|般|定|些|次|趟|天)|个|"
    "两(?!天|次|趟)|几|原厂|全新|九成|自用|闲置|"
    "套|台|只|副|二手|车(?=,|$)|\\d)",
)
SURE, HINT = 2, 1
NEEDED = 2
_WEIGHTS = {"sale": SURE, "sale_hint": HINT, "contact": HINT}
_FINDER = PhraseFinder(
    {"sale": SALE, "sale_hint": SALE_HINT, "contact": CONTACT},
)


def advert_marks(normal: str) -> tuple[str, ...]:
    """Return the marks of an advert that a normalised text has, () if it is none."""
    found = [*_FINDER.find(normal), *trades_and_prices(normal)]
    return sale_marks(normal, found)


def sale_marks(normal: str, found: Iterable[Phrase]) -> tuple[str, ...]:
    """Return the words of these phrases if they are marks of a sale and weigh
    enough together, else ().
    """
    marks = []
    score = 0
    for phrase in found:
        weight = _WEIGHTS.get(phrase.name)
        if weight:
            score += weight
            marks.append(normal[phrase.start : phrase.end].strip(" ,.!?。"))
    return tuple(marks) if score >= NEEDED else ()


def trades_and_prices(normal: str) -> list[Phrase]:
    """Return trades ("sale") and prices ("sale_hint") that begin with no word."""
    found = []
    for name, pattern in (("sale", _TRADES), ("sale_hint", _PRICES)):
        match = pattern.search(normal)
        if match:
            found.append(Phrase(name, *match.span()))
    return found
