"""The phrases by which a reply adds nothing, and by which the asker says what
became of the question. All are looked for in normalised texts.
"""

import re

# Nothing but these: no content of its own.
EMPTY_WORDS = (
    "同问|同求|同款|同样的?(?:问题|情况)?|同感|一样|我也是?(?:一样|这样|想知道|想问|同问|"
    "遇到过?|有)?|我的?也是?(?:一样|这样|有)?(?:的)?(?:问题|情况|毛病)?|"
    "有同感|蹲(?:一?个|蹲|答案|结果)*|顶+|帮顶|顶一?下|帮你顶|自顶|up+|mark|马克|码住?|插眼|"
    "沙发|板凳|前排|路过|围观|关注|收藏了?|支持|加油|赞+|点赞|不错|好的?|嗯+|哦+|哈+|呵+|6+|"
    "对+|是的|"
    "楼主(?:解决|搞定|弄好)了?(?:吗|么|没有?)|(?:后来)?(?:解决|搞定|弄好)了(?:吗|么|没有?)|"
    "有(?:结果|答案|消息|人知道)了?(?:吗|么)|等(?:一个|大佬|大神|答案|回复)+|坐等|不知道|"
    "不懂|不清楚|"
    "求(?:解|答案|结果)|期待|学习了?|已阅|看看|来看看|打卡|签到|\\d+|同(?:病相怜|病)|"
    "me too|same|same (?:here|question|issue|problem|thing|boat)|"
    "i have the same (?:question|issue|problem)|having the same (?:issue|problem)|following|"
    "follow|bump\\w*|subscrib\\w+|\\+?1|plus one|this|up|ditto|lol|nice|cool|great|"
    "any (?:update|news|luck|answer)s?(?: on this)?|did you (?:ever )?(?:solve|fix|figure|"
    "find|get)[a-z ]{0,40}|(?:i )?(?:would|also|i'd) (?:also )?(?:like|want|"
    "love) to know(?: too| this)?|"
    "interested(?: too| as well)?|curious (?:too|as well)|in for answers?|"
    "wondering the same(?: thing)?|no idea|don't know|tagging"
)
EMPTY = re.compile(
    f"(?:(?:{EMPTY_WORDS})(?:啊|呀|吧|了|哦|的|呢|哈|too|also)*[ ,，.。!！?？、]*)+",
)
AGREEING = re.compile(
    "我(?:的|家|这|车)?.{0,4}也(?:是|有|遇到|碰到|出现|一样|这样)|同(?:问|求|款|感)|"
    "一样的(?:问题|情况|毛病)|"
    r"\b(?:me too|same (?:here|issue|problem|question))\b",
)
# A hint beside the agreement is an answer.
HINT = re.compile(
    "试|可以|建议|应该|需要|重启|重置|升级(?!后|完|之后|以后)|刷|换|检查|清|设置|打开|关|按|"
    "拔|充|去|找|联系|因为|由于|原因|后来|最后|"
    r"\b(?:try|reboot|reset|check|turn|you (?:can|need|should|have)|service|replace\w*|"
    r"because|call|use|fix\w*)\b",
)
AUTOMATIC = re.compile(
    "(?:您|你)的(?:帖子|反馈|留言|消息|问题|提问|评论|建议|诉求|需求|工单|"
    "来信)?.{0,4}(?:已经?)(?:收到|受理|登记|记录|提交|反馈|转交|转达|上报)|(?:已|"
    "我们)(?:经)?(?:收到|受理|记录|登记)(?:到|了)?(?:您|你)?.{0,10}(?:反馈|留言|帖子|问题|"
    "诉求|提问|建议|消息|来信)?|"
    "(?:请|烦请)?您?耐心等(?:待|候)|感谢(?:您|你)?(?:的|对).{0,12}(?:反馈|留言|关注|支持|"
    "来信|联系)|(?:工作人员|客服|专员|专人|小编|管家).{0,8}(?:将|会|尽快).{0,12}(?:联系|"
    "回复|处理|跟进|答复)|自动回复|本回复由|(?:将|会)(?:尽快|第一时间|"
    "在.{0,12}内).{0,6}(?:回复|联系|处理|答复|跟进)|"
    r"auto(?:matic|mated)?[ -]?(?:reply|response|message)|i am a bot|(?:thank you|"
    r"thanks) for (?:contacting|reaching out|your (?:post|feedback|message|patience|"
    r"question|report))|"
    r"(?:we|i)(?:'ve| have) (?:received|logged|forwarded) your|(?:will|"
    r"shall) (?:get back to|contact|be in touch with|reply to) you|your (?:post|request|"
    r"ticket|message|case|question) (?:has been|is|was) (?:received|logged|submitted|"
    r"registered|forwarded)",
)
STILL = re.compile(
    "还是.{0,3}(?:不|没)|还是有(?!点|些|一|人|的)|还是(?:不行|没|不能|不好|不会|不亮|不响|"
    "不灵|一样|老样子|打不开|连不上|这样|那样|会|亮|响|黑屏|报|漏|卡|异响|不管用|有问题)|"
    "仍(?:然|旧)?(?:不|没|是|有|会|这样)|依(?:然|旧)(?:不|没|是|有|会|这样|如此|老样子)|"
    "照(?:样|旧)(?:不|没)|"
    "(?:完全|根本|一点|都|也|还)?没(?:有|啥|什么)?(?:用|效果?|变化|改善|反应)|(?:没有?|未|"
    "还没|没能|不能)(?:完全|彻底)?(?:解决|修好|搞定|弄好|恢复|好)|(?:也|都|还|依旧)?(?:不行|"
    "不管用|不起作用|没好|搞不定|弄不好)|又(?:出现|坏|不行|犯|来|开始|复发|黑屏|报|亮|漏|响|"
    "这样|不亮|不能|一样)|复发|"
    r"\bstill (?:not|no\b|doesn't|does|won't|isn't|hasn't|having|have|has|broken|the same|"
    r"can't|cannot|get|getting|happen\w*|there|dead|persist\w*|an issue|black|unsolved)|"
    r"(?:didn't|did not|doesn't|does not|hasn't|don't) (?:work|help|fix|solve|change|"
    r"make a difference)|not (?:solved|fixed|working|resolved)|no (?:luck|change|difference|"
    r"improvement|joy)|same (?:problem|issue|thing) (?:again|still|persists)|(?:came|is|"
    r"comes|it's) back|happen(?:ed|ing|s) again|again the same|back again|failed again|"
    r"isn't (?:solved|fixed|resolved)",
)
SOLVED = re.compile(
    "(?<!没)(?<!未)(?<!不)(?<!能)搞定|(?<!没)(?<!未)(?<!不)(?<!有)(?<!能)解决(?:了|啦|掉|"
    "好)|已(?:经)?(?:自行)?(?:解决|修复|修好|恢复|处理好)|(?<!没)(?<!不)(?:弄|修|搞|调|整|"
    "处理|换)好了|(?:恢复|正常)(?:正常)?了|(?<!也)可以了(?!吗)|"
    "(?:^|[ ,，。!！、.]|后|完|现在|已经|终于|果然|就|又|居然|自己|自动|莫名)(?:都|"
    "全)?好(?:了|啦)(?!吗|么|没|再|像|多|久|几|一)|(?:找到|发现)(?:了)?(?:原因|问题|办法|"
    "方法)了?|原来(?:是|要|得)|(?<!不)(?<!没)(?:管用|有用|有效|见效|成功|行)了|(?:问题|"
    "故障)(?:没有?|消失)了|"
    r"\b(?:solved|(?<!not )fixed|resolved|sorted|figured (?:it|this|that) out|found (?:it|"
    r"the (?:answer|problem|issue|cause|reason|solution|fix))|(?:that|it|this) (?:worked|"
    r"did (?:it|the trick)|fixed)|(?:it|all|everything|now)(?:'s| is)? work(?:s|"
    r"ing)?(?: (?:now|again|fine|great))|works (?:now|again|fine)|never ?mind|"
    r"got it (?:working|to work)|problem gone|all good now|(?:back to|is) normal(?: now|"
    r" again)?)\b",
)
OWN = re.compile(
    "自己|自行|自个|自我|自动|莫名|原来(?:是|要|得)|我发现|"
    r"\b(?:myself|my own|by itself|on its own|never ?mind|figured (?:it|this|that) out|"
    r"found (?:it|the (?:answer|problem|issue|cause|reason|solution|fix)))\b",
)
THANKS = re.compile(
    r"谢|感恩|原来如此|学到了|太棒了|明白了|懂了|\b(?:thank\w*|thx|ty|cheers|"
    r"much appreciated|appreciate (?:it|that|the help))\b",
)
IN_ADVANCE = re.compile(
    "先(?:行)?谢|提前(?:感)?谢|谢.{0,6}(?:先|，我试|我(?:先|去|回头|明天|试))|不(?:感)?谢|谢邀|"
    r"(?:thank\w*|thx|cheers|appreciated) in advance|no thanks",
)
ASKED_BACK = re.compile("[?？]|(?:吗|么|没有|没)[ .。!]*$")
