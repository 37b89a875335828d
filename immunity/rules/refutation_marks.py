"""Phrases by which a text refutes a claim, or says that one knows better."""

import re

# What says outright that a claim is untrue.
REFUTING = re.compile(
    "辟谣|谣言|假的(?!话)|假新闻|假消息|假视频|造谣|瞎传|瞎说|瞎编|胡说|胡扯|扯淡|乱传|"
    "不实(?!际)|子虚乌有|无稽之谈|没有的事|没有?[这那]回事|阴谋论|伪造|假[图照]|别吓人|没关系|没有关系|别信|不要信|不可信|别再传|别传了|"
    "以讹传讹|不攻自破|纯属(?:虚构|捏造|臆想|编造)|带节奏|博眼球|蹭流量|"
    "摆拍|移花接木|张冠李戴|老视频|旧视频|p的图|断章取义|站不住脚|根本不(?:会|是|存在|可能)|"
    r"\b(?:fake|hoax|debunked|not true|untrue|myth|misinformation|false (?:claim|rumou?r))\b",
)
# What one says of one's own use, and that nothing happened.
OWN_EXPERIENCE = re.compile(
    "亲测|实测|亲身|亲自|我(?!朋友|同事|听|看到|刷|邻居|同学)|自己|自家|俺|咱|本人|"
    r"\b(?:i|my|i've|mine|we)\b",
)
NOTHING_HAPPENED = re.compile(
    "(?:从来?|一直|至今|到现在|这么久|几年)?(?:都|也|就)?(?:没(?:有)?|未)(?:出过|发生过?|遇到过?|碰到过?|见过|"
    "任何|什么|啥|一点|有过|事|问题|毛病|异常|漏过|跳过|坏过|着过|出现过?)|"
    "没(?:.{1,4})过|不(?:会|可能)(?:.{0,6})(?:漏|起火|自燃|爆|触电|着火|断|失灵|坏)|一切正常|好好的|啥事|"
    "屁事|毫无问题|完全没|稳得很|妥妥的|照样|照充|照开|照用|一点(?:事|问题)(?:都|也)没|"
    r"\b(?:no problem|no issues?|never had|works? fine|all good|nothing happened)\b",
)
# What an owner writes who has a trouble with their own car: what was bought,
# who was asked, what is demanded. Two of them make an own story.
OWN_STORY = re.compile(
    "本人|我的车|我车|投诉|维权|退车|退款|赔偿|补偿|索赔|要求|希望(?:厂家|尽快|能|平台)|"
    "购(?:买|车|入)|买(?:车|的车|了)|提车|提(?:的|到)车|到店|进店|进厂|返厂|去(?:了)?(?:4s|店)|4s店?|"
    "拖车|工作人员|客服|售后|经销商|门店|店里|师傅|销售(?:顾问|员)?|公里|质保|保修|三包|保养|维修|检测|检查|更换|"
    "拒绝|推脱|推诿|推卸|踢皮球|解决|处理|质量问题|通病|车辆|车子|"
    r"\b(?:dealer|warranty|service center|refund|my car)\b",
)
# What asks whether a claim is true.
DOUBTING = re.compile(
    "真的假的|是不是真|真的吗|是真的|真假|靠谱吗|可信吗|求证|求辟谣|有没有这|(?<!没)有这(?:回)?事|"
    "会不会|是吗|怎么回事|吗[?？]?$|有谁知道|有人知道|谁能说说|"
    r"\b(?:is it true|is this true|really|anyone know|can anyone confirm)\b",
)
