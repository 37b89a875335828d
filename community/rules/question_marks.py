"""The phrases by which a text asks, and those that only look like asking.

All are looked for in one sentence of a normalised text.
"""

import re

# Asks by itself, with or without a question mark.
ASKING = re.compile(
    "请问|帮(?:忙|我)看|求(?:各位|大家|老).{0,8}(?:指|教|建议|解|帮)|算不算|求助|求教|请教|"
    "求解|求问|求推荐|求建议|求科普|求指[点教导]|求支招|求大[神佬]|求告知|跪求|同求|"
    "(?:想|来|我)(?:要)?问(?:一?下|问|个|大家|各位)|问(?:一下|下|个问题|问大家|一问)|"
    "咨询(?:一?下|个)|"
    "有(?:没有)?(?:人|谁|大神|大佬|车友|懂的|哪位|朋友|老哥|师傅)+.{0,6}(?:知道|懂|遇到|"
    "碰到|了解|用过|装过|出现|试过|换过|解决)|"
    "有(?:懂的?|知道的?|了解的?|遇到过?的?|碰到过?的?|会的)(?:吗|么|嘛|人|朋友|大[神佬]|"
    "兄弟|老哥|车友|不|没|,|$)|"
    "(?:谁|哪位|哪个)(?:大[神佬]|车友|老哥|朋友|能|会|有|知|懂|遇|碰|了解|说说|讲讲|用过|"
    "装过|帮|指|给).{0,8}(?:知道|用过|这|那|懂得?(?!啊)|遇到|碰到|告诉|解释|说说|指点|帮|"
    "了解|经验)|谁(?:知道|能告诉|遇到|碰到|用过|有经验)|"
    "怎么(?!都|也|说|可能|会|能|这么|那么|着|敢|不|就|还)|怎样(?:才|能|设置|解决|处理)|"
    "如何(?!都)|咋(?:办|回事|弄|整|设置|解决|样才|搞|选)|"
    "(?:为什么|为啥|为何)|是不是(?:坏|正常|有问题|故障|出|需要|要|都|该|得|因为|可以)|"
    "正常(?:吗|么|嘛|不|否)|正不正常|(?:是否|算不算)正常|"
    "不(?:知道?|清楚|确定|晓得|懂)(?:这|该|要|大家|各位|有没有|是不是|能不能|会不会|"
    "需不需要|怎么|什么|为什么|为啥|哪|正不正常|可不可以|多少|应该)|"
    "(?:啥|什么)(?:原因|情况|问题(?!都)|毛病|故障|意思|办法)(?!都|也)|(?:得|要|大概|一般|"
    "需要)多少(?:钱|天|公里|时间)|多少钱|多久(?:能|可以|才|换|一次|到|更新|保养|充)|"
    "哪(?:里|儿)(?:可以|能|有|买|修|设置)|去哪(?:里|儿)?(?:修|买|弄|做|换|能|可以|贴|查|找)|"
    "在哪(?:里|儿)?(?:设置|看|买|能|可以|找|换|修|打开|关|开)|"
    "能不能|可不可以|能否|可否|要不要|值不值|该不该|需不需要|会不会|好不好用|有没有必要|"
    "有必要(?:吗|么|嘛)|有没有(?:什么)?(?:办法|好的|推荐|影响|区别|解决)|"
    "(?:选|买|用|贴|装|换)(?:哪(?:个|款|种|家|一)|什么(?:牌|样|型|好))|哪(?:个|款|种|"
    "家)(?:好|更|比较|靠谱|划算|合适|牌子)|"
    "(?:给|帮|来)(?:个|点|我)?(?:推荐|建议|意见|支招)|推荐(?:一下|下|个|一个|哪|什么)|"
    "有(?:什么|啥|没有)(?:好)?(?:推荐|建议|办法|方法|区别|影响)|有推荐的|"
    "大家(?:都)?(?:的|是|有|用|买|选|觉得|怎么|会|装|贴).{0,12}(?:吗|么|嘛|什么|啥|哪|怎么|"
    "多少|如何|咋)|"
    r"\b(?:(?:does|do|has|have|did|can|could|would|is|are|any ?chance) (?:any(?:one|body)|"
    r"some(?:one|body)|you guys|you all|y'all|others|people here|other (?:owners|people))|"
    r"any(?:one|body) (?:know|else|here|out there|had|have|has|tried|try|using|use|used|"
    r"with|seen|see|notice\w*|experienc\w+|got|get|gotten|figured|able|explain|recommend|"
    r"familiar|done|order\w*|receive\w*|in )|"
    r"any(?:one|body)\b[^.]{0,60}\?|any (?:idea|advice|suggestion|recommendation|thought|"
    r"tip|help|insight|input|experience|info|feedback|word|way to|reason|guidance|pointer|"
    r"difference|update on|news on)s?\b|"
    r"how (?:do|can|would|should|could|did|does|to (?!guide|video)|long|much|many|often|far|"
    r"is it|are you|come)\b(?=[^.!]{0,140}(?:\?|$))|how (?:do|can|should|would) (?:i|you|"
    r"we)\b|"
    r"is (?:it|this|that|there) (?:normal|possible|ok(?:ay)?|safe|worth|common|expected|"
    r"correct|true|bad|better|supposed|a way|any way|anything|something wrong|just me|"
    r"only me)|"
    r"(?:what|which) (?:should|would|do|can|could|are|is|does|did)\b(?=[^.!]{0,140}(?:\?|"
    r"$))|what (?:should|can|do|would) (?:i|you|we) |what's (?:the|your|"
    r"best)\b(?=[^.!]{0,140}(?:\?|$))|which (?:one|is better)|^(?:which|what|where|when|why|"
    r"how) (?!a\b|an\b|is why)[a-z]+ ?[a-z]* (?:is|are|do|does|did|fits?|works?|should|can|"
    r"would|will|has|have)\b|"
    r"why (?:does|is|do|are|did|would|won't|can't|isn't|doesn't|has)\b(?=[^.!]{0,140}(?:\?|"
    r"$))|where (?:can|do|did|is|are|should|to (?:buy|find|get))|"
    r"(?:can|could|should|do|must|will|would) i\b(?=[^.!]{0,140}(?:\?|$))|should i|"
    r"do i (?:need|have)|am i (?:the only|missing|wrong|right|able|reading)|"
    r"(?:please|pls|plz) (?:help|advi[sc]e|explain|recommend|share your)|(?:need|want|seek|"
    r"seeking|looking for|request|appreciate|could use) (?:some |any |a little |your |"
    r"urgent )?(?:help|advice|suggestion|recommendation|opinion|guidance|"
    r"info(?:rmation)?)s?|help (?:please|needed|me\b)|"
    r"(?:was|am|i'm|just|been|be|also|and) (?:just )?(?:wondering|curious)|^wondering|"
    r"curious (?:if|how|what|whether|why|as to|about|to know)|"
    r"(?:want(?:ed)?|like|love|need|trying|try) to (?:know|figure out|find out|understand|"
    r"hear (?:from|about|if|what|your))|"
    r"(?:not|un)(?: |)sure (?:if|how|whether|what|why|which)|(?:don't|do not|can't|"
    r"cannot) (?:know|figure out|seem to find|understand|find out) (?:if|how|whether|why|"
    r"which|where)|"
    r"(?:my|a|quick|dumb|stupid|newbie|noob|simple|one|two|few|some) questions?\b(?! was|"
    r" were)|^(?:re )?questions?\b|\bquestions?$|thoughts$|opinions$|(?:your|"
    r"what are) thoughts|experiences? with)",
)
# Asks if a question mark follows, or if it ends the sentence.
ASKING_AT_END = re.compile(
    "(?:吗|么|嘛|呢|没有|不|没)[ ~]*[?？]|"
    "(?<!干)(?<!什)(?<!这)(?<!那)(?<!怎)(?<!多)(?<!要)(?:吗|么|嘛)[ ~]*(?:$|[ ,，])|"
    "(?:怎么样|如何|咋样)[ ~]*$|"
    "(?:有人|有谁|有没有(?:人|谁|车友)).{0,30}(?:吗|么|嘛|的|不|没)?[ ~]*$|求.{0,8}(?:链接|"
    "方法|办法|教程|原因|经验|攻略)[ ~]*$",
)
# Looks like asking, and asks for nothing: exclamations, reproaches, teaching.
RHETORICAL = re.compile(
    "谁懂|不香(?:吗|么)|不好(?:吗|么)[!?？！ ]*$|难道|何必|何苦|何况|凭什么|还有谁|"
    "谁不(?:爱|喜欢|想|心动|羡慕|说)|谁能(?:拒绝|不爱|想到|顶得住|抵挡)|谁顶得住|谁(?:还|会|"
    "敢)(?:买|要|信|敢|在乎)|有谁不|敢信|敢相信|"
    "(?:怎么|咋)(?:这么|那么|能这么|可以这么|就这么)(?:好|美|帅|香|快|爽|舒服|可爱|漂亮|稳|"
    "丝滑|顺|厉害|强|大气|贴心|垃圾|坑|烂|差劲|恶心)|"
    "是不是(?:很|超|特别|非常|巨|贼)|(?:帅不帅|美不美|香不香|漂不漂亮|好不好看|气不气|"
    "爽不爽|酷不酷|绝不绝|惊不惊|意不意)|"
    "(?:对吧|是吧|对不对|不是吗|不是么|你说呢|懂的都懂|就问你|你说气人|想不到吧|没想到吧|"
    "猜猜|你们猜|信不信|爱了吗|心动了?(?:吗|没)|羡慕(?:吗|不))|"
    "好意思|有天理|王法|良心|讲不讲|合理吗|公平吗|脸(?:吗|呢)|像话吗|有意思吗|至于吗|"
    "当(?:我们|车主|消费者|用户).{0,6}(?:傻|韭菜|猴|什么)|"
    "就这[?？!！]|就这(?:质量|服务|水平|品质|态度)|什么(?:破|垃圾|玩意|鬼|态度|东西|世道)|"
    "搞什么|怎么会(?:有)?(?:这么|这样)|"
    "(?:这)?(?:就是|才是|也是)(?:我)?(?:为什么|为啥|为何)|(?:怎么|咋)(?:都|也)|不管怎么|"
    "无论(?:怎么|如何)|终于(?:知道|明白|懂|搞懂|弄清|找到)|"
    "(?:教|告诉|分享|记录|介绍|讲讲|说说|手把手|带).{0,6}(?:你|大家|各位|一下|"
    "给).{0,8}(?:怎么|如何|为什么)|知道(?:怎么|如何|为什么)了|"
    "不(?:知道|懂)(?:你们|别人|各位)(?:怎么|为什么)?(?:想|喷|黑)|(?:能|会)不(?:能|"
    "会)(?:长点心|上点心|靠谱|走点心|要脸)|还能不能好|管不管|"
    r"\b(?:still (?:available|for sale)|who (?:knew|cares|would have|needs|doesn't)|"
    r"how (?:cool|great|awesome|nice|crazy|beautiful|sweet|amazing|dare|hard can|lucky)|"
    r"what (?:a |an |could go wrong|more can|were they|are they thinking|else is new|"
    r"the hell|the heck)|"
    r"why (?:not|bother|would anyone|on earth)|can you believe|guess what|did you know|"
    r"want to (?:save|earn|win|make|sell)|ready (?:for|to)|how i |here'?s (?:how|why|what)|"
    r"this is (?:how|why|what)|that'?s (?:how|why|what)|(?:learn|learned|explains?|i know|"
    r"knew|shows?|saw|told|figured out) (?:how|why|what) )",
)
# Exclaims, unless something else in the sentence asks.
EXCLAIMING = re.compile(
    "太.{0,14}(?:了吧|吧|了)[ ]*[!?？！]*$|也太|"
    r"\b(?:right|huh|eh|really|seriously|yeah|amirite|remember|get it|you know) ?\?|"
    r"\b(?:isn't|aren't|wasn't|doesn't|don't|didn't|won't) (?:it|they|that|you|we) ?\?",
)
# Sells, in a text with the words of an advert.
SELLING = re.compile(
    "加(?:我)?(?:微|v|薇|威|wx)|微信同号|同号|私聊|私信(?:我|了解|下单)|联系我|电话[: ]?1|"
    "包邮|厂家直销|批发价|团购|拼团|秒杀|限时|优惠券|代办|招(?:募|代理|商|聘)|"
    "欢迎(?:咨询|私信|选购|到店)|扫码|点击|链接|店铺|本店|下单|急售|转让|出售|求购|"
    r"\b(?:dm (?:me|for)|pm (?:me|for)|call us|for sale|use my|referral (?:code|link)|"
    r"discount code|free shipping|check out (?:my|our)|our (?:shop|store)|obo|asking \$|wtb|"
    r"wts|order now|promo)\b",
)
# Invites or greets.
INVITING = re.compile(
    "有(?:没有)?.{0,14}(?:一起|组队|结伴|同行|拼车|拼单|约).{0,14}|一起.{0,14}(?:吗|么|嘛|"
    "不|呗|吧|的)[ ?？!！]*$|约(?:吗|不|么|起|一波|一个|饭)|"
    "谁(?:来|约|一起|要来|想来|跟我|去|要去)|(?:要|想|来)不(?:要|想|来)(?:一起|参加|加入)|"
    "(?:欢迎|期待).{0,8}(?:参加|加入|报名)|报名|接龙|集合|"
    "在吗|吃了(?:吗|么|没)|有人(?:在)?(?:吗|么)[?？ !！]*$|你们?好吗|大家好(?:吗|"
    "啊)?[?？!！ ,，]*$|过得(?:好|怎么样)|都还好吗|"
    r"\b(?:any(?:one|body) (?:up for|interested in|want(?:s|ing)? to (?:join|meet|go|come)|"
    r"going to|coming|free|down for|else (?:going|coming|attending))|who'?s (?:in|up|coming|"
    r"going|with me|ready)|who (?:wants|is going|is coming|is in)|"
    r"(?:want|care|like) to join|join us|let'?s (?:meet|go|get together)|come along|"
    r"how are you|how'?s (?:everyone|it going|everybody)|what'?s up|good morning)",
)
