"""Marks of own use, and of paid or professional opinion, in a post: what its
words show, each with these words (article koc-basics: KOC or KOL is decided by
the nature of the opinion, not by reach or sales).

Plain words of Chinese and English on normalised text, written by us.
"""

import re
from enum import StrEnum
from typing import NamedTuple

from koc.rules.makes import makes_in

WORDS_LENGTH = 40


class Mark(StrEnum):
    """What the words of a post show."""

    OWN_CAR = "own_car"
    MILEAGE = "mileage"
    DURATION = "duration"
    SCENE = "scene"
    COST = "cost"
    DRAWBACK = "drawback"
    FIRST_PERSON = "first"
    DECLARED = "declared"
    INVITED = "invited"
    TRADE = "trade"
    AGENCY = "agency"
    PROFESSION = "profession"
    MAKES = "makes"


OWN_USE = (
    Mark.OWN_CAR,
    Mark.MILEAGE,
    Mark.DURATION,
    Mark.SCENE,
    Mark.COST,
    Mark.DRAWBACK,
    Mark.FIRST_PERSON,
)
AGAINST = (
    Mark.DECLARED,
    Mark.INVITED,
    Mark.TRADE,
    Mark.AGENCY,
    Mark.PROFESSION,
    Mark.MAKES,
)


class ReadPost(NamedTuple):
    """A post as the score reads it: its number, the words of each mark that it
    has, and the makes that it names.
    """

    post: int
    marks: dict[Mark, str]
    makes: frozenset[str]


_NUMBER = "(?:\\d[\\d.,]*|[一二两三四五六七八九十半几]+)"
_FAMILY = "(?:我|俺|咱|我家|自家|家里|老公|老婆|媳妇|我爸|我妈|我们家)"
_COLOURED = "小[白黑蓝灰红绿银橙]"
_PATTERNS = {
    Mark.OWN_CAR: (
        f"{_FAMILY}(?:的|这|那|那台|这台|这辆|那辆|台|辆)?(?:爱车|座驾|{_COLOURED}|车(?!队|友|型|"
        f"企|评))|"
        "(?:刚|喜|终于|去年|今年|上周|上个?月|昨天|前天|\\d月(?:份|底|初)?)(?:提|提到|提了)车?"
        "(?!示|醒|供|升|价|问|到的)|"
        "提车(?:后|到现在|已经|以来|那天|时|一|两|三|半|满|第|\\d|快)|"
        "我(?:也)?是.{0,8}车主(?!群)|"
        "车主一枚|(?:我|自己)(?:花\\w{1,6})?(?:买|订|提)的|我这(?:台|辆)|我家(?:这|那)?(?:台|辆)|"
        "\\bmy (?:own )?(?:car|truck|suv|ev|van|new (?:car|truck|suv|ev)|model [3sxy]|r1[ts]|"
        "vehicle|ride|tesla|rivian|ioniq|mach e|bolt|leaf|lightning|polestar)\\b|"
        "\\bi (?:just )?(?:bought|own|owned|leased|took delivery|traded in|"
        "picked up my)\\b|"
        "\\b(?:took|taken|take|taking) delivery\\b|\\bour (?:car|truck|suv|ev|r1[ts]|"
        "model [3sxy])\\b|"
        "\\bmine (?:has|is|was|did|does|came|also|started|still|just|shows?|got)\\b|"
        "\\bi(?:'ve| have) (?:had|owned|driven) (?:it|mine|my|this|the)\\b"
    ),
    Mark.MILEAGE: (
        "(?:跑了|跑|开了|开到|行驶了?|里程|表显|跑到|已经|刚过|到了|才)[^,。.!?]{0,4}?"
        f"{_NUMBER}(?:万|千|w)?多? ?(?:公里|km|千米)|{_NUMBER}(?:万|w)多?(?:公里|km)(?:了|下来|后|"
        f""
        "无|没)|"
        "\\b\\d[\\d,.]*k? ?(?:miles|mi|km|kms)\\b(?= (?:on (?:it|mine|my|the)|so far|now|later|"
        "already|driven|old|in))|"
        "\\b(?:with|have|has|only|hit|passed|driven|drove|put|logged|rolled over) "
        "(?:about |over |almost |around |just )?\\d[\\d,.]*k? ?(?:miles|mi|km|kms)\\b|"
        "\\bodometer\\b"
    ),
    Mark.DURATION: (
        f"提车(?:后|到现在|已经|有|快|满|都|才|刚)*{_NUMBER}个?多?(?:天|周|星期|月|年)|"
        f"(?:开|用|跑|买|提)了?(?:有|快|都|将近|大概|已经|了|满|它|这车)*{_NUMBER}个?多?(?:天|周|"
        f"星期|月|年)"
        f"(?!前)|{_NUMBER}年(?:老)?车主|{_NUMBER}(?:个月|年)(?:用车|用下来|开下来|下来)|"
        "\\b(?:had|owned|driven|driving|leased) (?:it|mine|my \\w+|this|the \\w+|one)? ?"
        "(?:for|since|about|over|almost|nearly) (?:about |over |almost |the (?:last|past) )?"
        "(?:\\d+|a|one|two|three|four|five|six|several)\\b|"
        "\\b(?:\\d+|one|two|three|four|five|six) (?:days|weeks?|months?|years?) "
        "(?:of ownership|now|in so far|with (?:it|mine|my)|after delivery|ago i)\\b|"
        "\\bsince (?:i (?:got|bought|took|picked)|delivery|day one)\\b"
    ),
    Mark.SCENE: (
        "接送?(?:娃|孩子|小孩|老婆|老人)|上下班|上班路上|下班|通勤|回(?:老家|娘家|婆家|家路上)|"
        "买菜|"
        "(?:公司|小区|我们|商场|单位)的?地库|(?:跑|上)(?:了趟|了一趟|趟)?高速|自驾(?:去|到|回)|"
        "带(?:着)?(?:娃|爸妈|父母|一家|家人|全家|老人|孩子|狗)|一家(?:三|四|五)口|周末(?:去|带|"
        "开|跑)|"
        "家充|家里(?:装|充)|过年(?:回|开)|"
        "(?:今早|今天早上|昨晚|昨天|早高峰|晚高峰)[^,。.]{0,6}(?:开|堵|路上)|"
        "\\bmy (?:daily )?commut\\w+|\\bschool run\\b|\\bmy (?:wife|husband|kids?|daughter|son|"
        "dog|family|"
        "garage|driveway|house|neighbou?rhood)\\b|\\b(?:our|my|a) (?:last )?road ?trip\\b|"
        "\\bcharg\\w+ at home\\b|\\bhome charger\\b|\\b(?:this morning|last night|yesterday|"
        "(?:this|last) weekend) (?:i|we|my|when|while|on)\\b|\\bdrove (?:to|home|it|from)\\b"
    ),
    Mark.COST: (
        "(?:保养|保险|续保|油费|电费|充电|加油|停车费|维修|补胎|洗车|贴膜)(?:一次|一共|共|大概)?"
        f"(?:花了?|用了?|费了|才)?{_NUMBER}(?:多)?(?:块|元|万|度)|百公里[^,。.]{{0,8}}\\d|"
        "(?:油耗|电耗)[^,。.]{0,8}\\d|实际续航|实测(?:续航|油耗|电耗)[^,。.]{0,6}\\d|"
        "每个?月(?:电费|油钱|油费|充电)|"
        "\\b\\d+(?:\\.\\d+)? ?(?:mpg|wh ?mi|mi ?kwh|kwh 100|wh ?km)\\b|"
        "\\bmy (?:insurance|electric(?:ity)? bill|power bill|premium)\\b|"
        "\\bi paid\\b|\\bi(?:'m| am) (?:getting|averaging|seeing)\\b"
    ),
    Mark.DRAWBACK: (
        "槽点|吐槽|不满意|有点后悔|美中不足|小毛病|小问题|"
        "(?:去|跑|预约)了?.{0,4}(?:4s店|售后|维修)|等了.{0,6}(?:配件|售后|维修|回复)|"
        "唯一(?:的)?(?:缺点|不足|遗憾)|"
        "\\b(?:i|i'm|i am|was|pretty|bit|so|very|really) (?:annoyed|disappointed|frustrated)\\b|"
        "\\b(?:only|my) (?:complaint|gripe|issue|downside)\\b|\\bi wish\\b|"
        "\\bservice (?:appointment|center|"
        "centre|visit|ticket)\\b|\\bstopped working\\b|\\bmobile service\\b"
    ),
    Mark.FIRST_PERSON: (
        "我(?!们|店|司|方|国)|俺|本人|\\bi\\b|\\bi'(?:m|ve|d|ll)\\b|\\bmy\\b|\\bmine\\b"
    ),
    Mark.INVITED: (
        "(?:受|应)[^,。.]{0,10}(?:邀请|之邀)|感谢[^,。.]{0,12}(?:邀请|提供(?:的)?(?:试驾|车辆|"
        "支持)|赞助)|"
        "(?:品牌方|官方|厂家|厂商|车企|主机厂)(?:提供|赞助|邀请|借)|媒体(?:试驾|车|日|老师)|恰饭|"
        "(?:置换|探店)(?:合作|邀约)|体验官|首批(?:媒体|试驾)|产品合作|商单|软文|"
        "\\b(?:press|review) (?:car|unit|vehicle|drive|trip)\\b|\\bmedia drive\\b|"
        "\\b(?:provided|supplied|loaned|lent|sponsored|gifted) (?:to (?:us|me) )?by "
        "(?:the )?(?:brand|maker|manufacturer|company|importer|dealer|\\w+ motors)\\b|"
        "\\b(?:(?:i|we) partner(?:ed)? with|thanks to .{2,20} for (?:sponsoring|sending|"
        "the loan))\\b"
    ),
    Mark.TRADE: (
        "本(?:门)?店|我们?店(?:里|内)?|我司|(?:我们|本)展厅|店庆|买车找我|订车(?:找|送|即|享|可|"
        "有)|"
        "(?:欢迎|可以?|请)(?:到店|进店|咨询|私信|私聊|来电|垂询)|(?:价格|详情|底价|报价)?(?:私信|"
        "私聊|私我|滴滴)"
        "(?:我|领|报价|可|即)|需要的?(?:老板|朋友|车友|兄弟)?(?:可以)?(?:私|联系|滴)|有意(?:者|"
        "向?的?(?:私|联系))|"
        "加(?:我)?(?:微|薇|v|vx|wx|威)(?:信)?|微信同号|(?<![a-z])vx(?![a-z])|"
        "现车(?:充足|供应|在店|特惠|到店|销售|秒提|热销)|限时(?:特惠|优惠|钜惠|抢)|钜惠|活动价|"
        "清库|"
        "我是[^,。]{0,8}销售|金牌销售|(?:全国|全城|长期)(?:可发|收|包邮|低价)|厂家直销|批发|"
        "代理价|"
        "名额(?:有限|仅)|专业(?:贴膜|改装|收车|回收|批发)|全国(?:提车|上牌)|包(?:上牌|牌)|"
        "评估置换|"
        "\\bour (?:dealership|shop|store|showroom|inventory|sales team)\\b|"
        "\\b(?:call|text|dm|pm|message|contact|email|visit) (?:us|me) (?:for|at|to|today|now|"
        "directly)\\b|"
        "\\b(?:use|with) (?:my|our) (?:code|link|referral)\\b|\\bmy referral (?:code|link)\\b|"
        "\\bin stock (?:now|and)\\b|\\bfor sale\\b|\\bwe (?:ship|sell|install|stock|offer|"
        "carry)\\b|"
        "\\border (?:now|yours|today)\\b|\\b(?:discount|promo|coupon) code\\b|"
        "\\bspecial offer\\b|"
        "\\b\\d+ (?:obo|shipped)\\b|\\b(?:0|zero) (?:down|apr)\\b|\\bfinancing available\\b"
    ),
    Mark.AGENCY: (
        "商务(?:合作|联系|洽谈|微信|邮箱|号|v)|合作(?:请|可|欢迎)?(?:联系|私|加|v|找)|(?:品牌|"
        "广告)合作(?:请|可|加|v|联系)?|"
        "mcn|经纪(?:人|公司)|接(?:商单|广告|推广)|报价单|刊例|"
        "\\b(?:business|collab\\w*|partnership|sponsorship|press) (?:inquir|enquir|email|"
        "contact)\\w*|"
        "\\bmedia kit\\b|\\bmanagement (?:email|contact)\\b|\\bfor (?:business|collabs)\\b"
    ),
    Mark.PROFESSION: (
        "(?:本期|这期|上期|下期|往期)(?:视频|节目|内容|评测|测评|文章)?|(?:评测|测评|"
        "试驾)(?:视频|报告|团队|"
        "编辑)|"
        "(?:深度|专业|全网|首发|独家|横向|静态|动态)(?:评测|测评|试驾|解读|解析)|"
        "(?:点|求)个?关注|一键三连|(?:关注|订阅)(?:我|一下|账号|频道|公众号)|(?:老|"
        "各位)?粉丝(?:们|朋友|群)?|"
        "(?:我们|本)(?:编辑部|团队|频道|栏目|工作室|评测)|小编|"
        "观众朋友|选题|(?:车|汽车)(?:评人|媒体|博主|编辑|记者)|直播间|"
        "(?:该车|本车|新车)(?:型)?(?:定位|搭载|采用|提供|配备|售价|上市)|上市(?:即|价)|"
        "官方指导价|"
        "\\b(?:our|my|full|latest|in depth) (?:video|review|channel|test team|comparison test|"
        "podcast|newsletter|editors?)\\b|\\b(?:subscribe|like and subscribe|link in (?:bio|"
        "description))\\b|"
        "\\b(?:we|our team) (?:tested|reviewed|compared|benchmarked)\\b|\\b(?:my|"
        "our) (?:subscribers|"
        "followers|viewers|audience|readers)\\b|\\bmsrp (?:starts|of)\\b"
    ),
}
_COMPILED = {mark: re.compile(words) for mark, words in _PATTERNS.items()}
# What says of itself that somebody paid for it; read with its hash signs.
_DECLARED = re.compile(
    "#\\s*(?:广告|合作|推广|品牌合作|商业推广|恰饭|ad\\b|sponsored|gifted|paidpartnership|"
    "partner\\b)"
    "|(?:广告|推广|商业合作)[)）】\\]]|本(?:文|视频|期)(?:为|含|包含)(?:广告|推广|商业)|"
    "利益相关|含(?:有)?推广|\\bpaid partnership\\b|\\bsponsored (?:by|post|content)\\b|"
    "\\baffiliate link",
)


def read_post(
    number: int,
    raw: str,
    normal: str,
    *,
    is_declared: bool,
    declared_words: str = "",
) -> ReadPost:
    """Return the marks of a post: its text as it was written, and normalised.

    is_declared: its source says that it is paid, or it was written in a time
    of paid cooperation, as `declared_words` says.
    """
    marks: dict[Mark, str] = {}
    for mark, pattern in _COMPILED.items():
        found = pattern.search(normal)
        if found:
            marks[mark] = _shown(found.group())
    declared = _DECLARED.search(raw.lower())
    if declared or is_declared:
        words = declared.group() if declared else declared_words
        marks[Mark.DECLARED] = _shown(words)
    return ReadPost(number, marks, makes_in(normal))


def _shown(words: str) -> str:
    return words.strip(" ,.。!?")[:WORDS_LENGTH]
