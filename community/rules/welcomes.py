"""Whether a text welcomes somebody, says that its writer is new, or quarrels; and whether a name
is an account of the brand.

Plain words of Chinese and English on normalised text, written by us. None of them decides
anything alone: a welcome also needs a newcomer in front of it (roles/rules/contributions.py).
"""

import re

_WELCOME = re.compile(
    "(?<!不)(?<!不太)欢迎(?!私|咨询|加微|选购|订购|光临|来电|投稿|指正|吐槽|留言|讨论|补充|转发|围观)|"
    "新朋友|恭喜(?:喜提|提车|新车|兄弟|楼主|车主|成为)|提车快乐|加入我们|进群|一起来|一起玩|有事找我|"
    "带你|认识一下|"
    r"^ *welcome\b(?! to pm)|\b(?:welcome (?:to|aboard)(?! (?:pm|message|dm))|"
    "congrats|congratulations|join us|glad to have you|enjoy your new|happy to help you|"
    r"feel free to ask)\b",
)
_NEW = re.compile(
    "新(?:人|手|车主|会员|成员).{0,4}(?:报到|报道|求带|求关照|打卡|首帖|首贴)|萌新|(?:前来|来)报[到道]|"
    "(?:第一次|首次)(?:发[帖贴文言]|来|进)|刚(?:刚)?(?:提了?(?:车|新车|一?[台辆])|加入|入坑|进群|"
    "注册|成为车主)|(?:今天|昨天|前天|上周|周末)刚?(?:提车|提了车|提的车)|喜提(?:新车|爱车|座驾)|"
    "新来的|新入群|小白一枚|"
    r"\b(?:(?:my (?:very )?first post|first post(?= (?:here|on|in|ever)|[.,!]| *$))|"
    r"first[ -]time poster|(?:i'?m |i am |we'?re )?new "
    r"(?:here|(?:to|on) (?:this|the) (?:forum|board|site|group|community))|"
    r"new (?:owner|member) here|(?:i'?m|i am) a new (?:owner|member)|just (?:joined|signed up|"
    r"registered|took delivery|picked up (?:my|our|the) (?:new|car|model))|"
    r"(?:long ?time lurker)|newbie here|noob here)\b",
)
_NOT_NEW = re.compile(
    "不是(?:新人|新手|萌新|新来的)|不算新|not new here|not a newbie"
)
_QUARREL = re.compile(
    "呵呵|水军|喷子|键盘侠|黑子|脑残|杠精|抬杠|你懂(?:什么|个)|洗地|五毛|打你?的?脸|"
    "有病吧|闭嘴|滚(?:蛋|远|吧)|爱买不买|爱信不信|急了|"
    "恭喜.{0,4}(?:入坑|中奖|踩坑|被割|成功当|喜提(?:维权|故障|拖车))|"
    "欢迎.{0,6}(?:大坑|维权|受害者|韭菜|小白鼠|被割)|好自为之|真行啊|您高见|您说得都对|"
    r"\b(?:trolls?|trolling|shills?|fan ?boys?|fan ?boi|idiots?|idiotic|morons?|"
    r"stupid|clowns?|shut up|grow up|get a life|sarcas\w+|yeah right|nice try|"
    r"good luck with that|bull ?shit|bs|liars?|delusional|ignorant|pathetic|"
    r"welcome to (?:the )?(?:club of|world of|real world|reality|beta testing))\b",
)
_OFFICIAL_NAME = re.compile(
    "官方|客服|小助手|小秘书|服务号|旗舰店|专卖店|4s店|体验中心|交付中心|"
    r"\b(?:official|customer (?:care|service|support)|support team|dealership)\b",
)
# So short a greeting is a word and no more.
BARE_GREETING = 12


def welcomes(normal: str) -> bool:
    """Return whether a normalised text has words of a welcome."""
    return bool(_WELCOME.search(normal))


def says_writer_is_new(normal: str) -> bool:
    """Return whether a normalised text says that its writer has only come, or
    has only got their car.
    """
    return bool(_NEW.search(normal)) and not _NOT_NEW.search(normal)


def quarrels(normal: str) -> bool:
    """Return whether a normalised text attacks or mocks somebody."""
    return bool(_QUARREL.search(normal))


def names_the_brand(nickname: str) -> bool:
    """Return whether a nickname calls itself an account of the brand or a shop."""
    return bool(_OFFICIAL_NAME.search(nickname.lower()))
