"""What owners call the parts of a car, what goes wrong with them, where, and
after what: Chinese and English.

An entry is a name and the ways it is said, as one regular expression on
normalised text. Latin words end in a boundary. Written by us from what car
owners commonly say; a new part or symptom is an entry here, with its label in
alerts/models/facet_labels.py. The brand's own words are rows (LexiconEntry).
"""

from alerts.rules.service_lexicon import (
    FUNCTION_SYMPTOMS,
    FUNCTIONS,
    IMPLIED_SERVICES,
    JOURNEYS,
    SERVICE_SYMPTOMS,
)

CAR_PARTS = {
    "engine": (
        "油泵|高压泵|水泵|节温器|排气管|颗粒捕捉|三元催化|油箱|皮带|冷却液|"
        r"\bcoolant\b|\bfuel pumps?\b|发动机|引擎|机油|气门|涡轮|曲轴|"
        r"火花塞|正时|气缸|缸体|缸盖|节气门|水温|防冻液|\bengines?\b|"
        r"\bturbo(?:s|charger|chargers)?\b"
    ),
    "gearbox": (
        "半轴|驱动轴|传动系|挂挡|挂档|挡位|变速箱|变速器|波箱|离合|换挡|"
        r"档位|传动轴|分动箱|\bgearbox(?:es)?\b|\btransmissions?\b|"
        r"\bclutch(?:es)?\b"
    ),
    "head_unit": (
        "音响|音效|喇叭|carplay|carlife|行车电脑|仪表黑屏|蓝屏|车机|中控|"
        r"大屏|屏幕|导航|车载系统|车载互联|语音|流量|\bscreens?\b|"
        r"\btouch ?screens?\b|\bmcu\b|\bdisplays?\b|\bnav(?:igation)?\b|"
        r"\bui\b|\bbrowsers?\b"
    ),
    "key": (
        r"钥匙|蓝牙|解锁|无感|\bkey ?(?:fob|card)s?\b|\bphone keys?\b|"
        r"\bbluetooth\b"
    ),
    "air_conditioning": (
        r"空调|出风口|冷媒|压缩机|制冷|暖风|\bac\b|\ba\.c\b|\bhvac\b|"
        r"\bair con(?:ditioning|ditioner)?\b"
    ),
    "brakes": (
        r"坡道辅助|上坡辅助|爬坡辅助|防侧滑|\besp\b|刹车|制动|\babs\b|手刹|"
        r"驻车|\bbrak(?:e|es|ing)\b"
    ),
    "steering": (
        r"打方向|方向沉|方向重|方向跑偏|方向盘|转向|方向机|助力|\bsteering\b"
    ),
    "roof_glass": (
        r"后视镜|倒车镜|\bmirrors?\b|天窗|天幕|车窗|玻璃|雨刮|\bsunroofs?\b|"
        r"\bwindshields?\b|\bwindows?\b|\bwipers?\b"
    ),
    "doors": (
        "车门|前门|后门|滑门|侧门|门锁|尾门|后备箱|门把手|隐藏式把手|"
        r"\bdoors?\b|\btrunks?\b|\bliftgates?\b|\bfrunks?\b"
    ),
    "body": (
        "b柱|a柱|密封条|车顶|车身|车漆|掉漆|漆面|锈蚀|生锈|锈迹|钣金|缝隙|"
        r"\bpaint(?:work)?\b|\bpanel gaps?\b"
    ),
    "suspension": (
        r"减震|悬架|悬挂|底盘|摆臂|避震|后桥|前桥|\bsuspension\b|"
        r"\bcontrol arms?\b"
    ),
    "wheels": r"备胎|轮胎|轮毂|胎压|偏磨|\btires?\b|\btyres?\b|\bwheels?\b",
    "traction_battery": (
        r"动力电池|电池组|电池包|续航|电池衰减|电芯|\bbattery packs?\b|"
        r"\brange\b|\bdegradation\b"
    ),
    "low_voltage": r"电瓶|亏电|蓄电池|小电瓶|\b12v\b",
    "charging": (
        "充电(?!桩|站)|快充(?!桩|站)|慢充|充电枪|"
        r"\bcharg(?:e|es|ed|er|ers|ing)\b(?! of)|"
        r"\bsupercharg(?:er|ers|ing)\b"
    ),
    "drive_unit": r"电机|电驱|电控|增程|\bdrive units?\b|\binverters?\b",
    "lights": (
        r"大灯|车灯|尾灯|氛围灯|灯光|日行灯|\bheadlights?\b|\btaillights?\b|"
        r"\blights?\b"
    ),
    "seats": r"座椅|安全带|气囊|\bseats?\b|\bairbags?\b|\bseatbelts?\b",
    "interior": (
        "方向盘掉皮|皮质|出风口异味|内饰|仪表台|甲醛|异味|储物|"
        r"\binterior\b|\btrim\b"
    ),
    "cameras": (
        r"雷达|倒车影像|摄像头|影像|行车记录仪|\bcameras?\b|\bradars?\b|"
        r"\bsensors?\b|\bdash ?cams?\b"
    ),
    "driver_assistance": (
        r"辅助驾驶|智驾|自动驾驶|车道|自适应巡航|领航|\bautopilot\b|"
        r"\blanes?\b(?! \d)|\bfsd\b|\bcruise control\b|\beap\b|\bnoa\b|"
        r"\bldw\b|\blda\b"
    ),
    "price": (
        r"降价|价格|涨价|优惠|差价|补差|贬值|便宜|\bpric(?:e|es|ed|ing)\b"
    ),
    "equipment": r"减配|配置|宣传|选装|\boptions?\b",
    "consumption": r"油耗|费油|电耗|\bmpg\b|\bconsumption\b|\bwh/",
}
CAR_SYMPTOMS = {
    "air_leak": r"漏风|风噪|胎噪|\bwind noise\b",
    "coolant_leak": (
        "漏防冻液|漏冷却液|防冻液.{0,4}漏|防冻液减少|缺防冻液|"
        r"\bcoolant leaks?\b"
    ),
    "loose": r"松动|松旷|旷量|晃荡|\bloose\b",
    "no_update": (
        "无法升级|不能升级|不予升级|没有升级|未升级|版本老旧|版本低|"
        r"升级不了|不给升级|\bno updates?\b"
    ),
    "high_consumption": (
        r"油耗高|油耗升高|费油|油耗大|油耗增|电耗高|\bpoor mpg\b"
    ),
    "rolling": r"溜车|溜坡|\broll(?:s|ed|ing)? (?:back|away)\b",
    "noise": (
        "杂音|噪声|口哨声|水流声|打齿|嘎吱|哐当|咣当|哗啦|爆炸声|声音大|"
        "声响|有响|压耳|共振|异响|噪音|响声|嗡嗡|吱吱|咯吱|咔咔|哒哒|"
        r"\bnois(?:e|es|y)\b|\brattl(?:e|es|ed|ing|y)\b|\bsqueak\w*|"
        r"\bcreak\w*|\bhum\b"
    ),
    "oil_leak": r"油渗|有油渗|漏油|渗油|漏机油|渗机油|漏液|\boil leaks?\b",
    "oil_burning": r"烧机油|机油消耗|机油增多|\bburn(?:s|ing) oil\b",
    "shaking": (
        r"抖动|震动|共振|发抖|晃动|怠速不稳|\bvibrat\w+|"
        r"\bshak(?:e|es|ing|y)\b|\bshudder\w*"
    ),
    "frozen": (
        "卡机|反应延迟|反应迟钝|不流畅|断网|无响应|卡顿|卡死|反应慢|死机|"
        "自动重启|自己重启|频繁重启|反复重启|老是重启|又重启|黑屏重启|"
        r"\bfreez(?:e|es|ing)\b|\bfrozen\b|\breboot\w*|"
        r"\blag(?:s|gy|ging|ged)?\b"
    ),
    "black_screen": (
        r"蓝屏|屏幕不亮|屏不亮|黑屏|白屏|花屏|\bblack screens?\b|"
        r"\bblank screens?\b"
    ),
    "yellowing": (
        r"黄边|发黄|\byellow(?:ing|ed)\b|"
        r"\byellow(?:ish)? (?:border|edge|band|ring|tint|stain|line)s?\b|"
        r"\bturn(?:ed|ing) yellow\b"
    ),
    "warning": (
        "亮灯|灯亮(?!度)|亮黄灯|黄灯|紧急运行模式|紧急模式|提示.{0,6}故障|"
        "报错|亮红灯|故障灯|报警(?!器|电话|处理)|警报|报故障|提示故障|"
        r"故障码|\bwarning lights?\b|\berror (?:message|code)s?\b"
    ),
    "departure": (
        "偏离(?!预警|辅助|系统|提醒|功能|警告)|"
        r"\bdeparture(?! warning| alert| assist| system| prevention)\b"
    ),
    "cracked": r"龟裂|裂开|裂缝|断裂|开裂|裂纹|破裂|\bcrack(?:s|ed|ing)?\b",
    "peeling": (
        "脱胶|开胶|掉皮|起皮|掉漆|爆皮|脱落|起泡|剥落|鼓包|鼓起|"
        r"\bpeel(?:s|ed|ing)?\b|\bbubbl(?:e|es|ed|ing)\b"
    ),
    "jerking": (
        "顿卡|一顿一顿|窜动|降挡顿|无法挂|挂不进|顿挫|闯动|冲击|换挡困难|"
        r"脱挡|挂不上|\bjerk(?:y|ing|s)\b|\blurch(?:es|ed|ing)?\b"
    ),
    "not_working": (
        "损坏|坏了|无法使用|不能使用|不能正常|无法正常|不管用|用不了|"
        "功能缺失|功能消失|不起作用|无反应|刹不住|刹不了|打不开|失灵|失效|"
        r"不工作|关不上|不灵敏|没反应|不亮|\bnot work(?:ing)?\b|"
        r"\bdoesn't work\b|\bstopped working\b|\bbroken\b|\bfails?\b"
    ),
    "power_loss": (
        "抛锚|无法行驶|不能行驶|无法加速|失电|熄火|动力消失|失去动力|"
        r"动力中断|失速|趴窝|\blost power\b|\bloss of power\b|"
        r"\bstalled while\b"
    ),
    "no_start": (
        "无法点火|启动不了|不能启动|打不着火|点不着|无法启动|启动困难|"
        r"打不着|\bwon't start\b(?! charging)"
    ),
    "weak": (
        "动力弱|动力差|起步无力|没劲|无力|加速慢|加速无力|动力不足|提速慢|"
        r"\bno power\b|\bsluggish\b"
    ),
    "water": (
        "漏雨|渗雨|水雾|起雾|雾气|漏水|进水|渗水|积水|"
        r"\bleak(?:s|ing|ed) water\b|\bwater (?:leak|leaks|leaking|ingress)\b|\bcondensation\b"
    ),
    "fire": r"自燃|起火|冒烟|烧毁|\bcaught fire\b|\bsmok(?:e|ing)\b",
    "corrosion": (
        "氧化|有锈|锈点|长锈|腐烂|生锈|锈蚀|锈迹|反锈|返锈|锈穿|锈斑|腐蚀|"
        r"\brust(?:y|ed|ing)?\b|\bcorro(?:sion|ded|des|de)\b"
    ),
    "pulling": r"跑偏|偏移|\bpulls? to the\b",
    "heavy": "沉重|发沉|卡滞",
    "smell": (
        "有味(?!蕾)|味道大|烧胶味|糊味|塑料味|异味|臭味|刺鼻|难闻|"
        r"\bsmell(?:s|ed|y|ing)?\b"
    ),
    "wear": "吃胎|磨损|变薄|异常磨损|偏磨",
    "short_range": (
        "掉得快|掉电快|虚标|续航虚|续航不足|续航短|里程不准|续航少|"
        "续航不准|续航缩水|续航里程(?=短|少|不足|缩水|虚|打折)|掉电|衰减|"
        r"\brange loss\b"
    ),
    "drain": (
        "亏了|缺电|没有电|亏电|馈电|没电|"
        r"\bdrain(?:s|ed|ing)?\b(?! plug| bolt| hole| valve)"
    ),
    "no_cooling": (
        "无法制冷|不能制冷|制冷效果(?=差|不|越来越)|制冷差|不出风|没有冷风|"
        r"不冷|不制冷|不凉|\bno cold air\b"
    ),
    "price_cut": (
        "降了一万|降了几|又降|直降|大幅降|掉价|优惠力度(?=变大|更大|大了)|"
        "降了[0-9一二两三四五六七八九十]{1,2}万|降一万|降1万|降两万|降2万|"
        "降三万|降3万|买贵|刚买就降|降价|变更价格|背刺|补偿差价|"
        r"\bprice (?:cut|drop)s?\b"
    ),
    "deceived": (
        "虚标|瑕疵车|运损车|库存车(?=当|充|冒)|展车(?=当|充|冒)|"
        "二手车(?=当|充|冒)|调表|不一致|货不对板|欺骗|虚假|不符|减配|套路|"
        r"欺诈|隐瞒|事故车|问题车|\bmisled\b|\bnot as advertised\b"
    ),
    "broken_promise": (
        "不履行|拒不履行|兑现不了|不予兑现|承诺不|没有履行|未履行|说话不算|"
        "拖着不|不兑现|未兑现|没有兑现|食言"
    ),
    "update_trouble": (
        "升级后|更新后|"
        r"\bafter (?:the )?(?:last |latest )?(?:update|upgrade)s?\b"
    ),
}
SCENES = {
    "underground_garage": (
        r"地下车库|地库|地下停车|\bunderground (?:garage|parking)\b"
    ),
    "rain": r"下雨|雨天|暴雨|淋雨|洗车|\brain(?:s|ed|ing|y)?\b",
    "cold": (
        r"冬天|低温|零下|寒冷|下雪|\bcold weather\b|\bwinters?\b|"
        r"\bsnow(?:s|ed|ing|y)?\b"
    ),
    "heat": r"高温|夏天|暴晒|炎热|\bhot weather\b|\bsummers?\b",
    "highway": r"高速|\bhighways?\b|\bfreeways?\b|\bmotorways?\b",
    "speed_bump": r"减速带|坑洼|颠簸|烂路|\bspeed bumps?\b|\bpotholes?\b",
    "reversing": r"倒车|\breversing\b|\bin reverse\b",
    "starting_off": r"起步|冷启动|冷车|\bcold starts?\b",
    "charging_station": r"充电站|充电桩|\bsuperchargers?\b",
    "parking": r"停车|泊车|\bparking\b|\bparked\b",
}
TRIGGERS = {
    "ota": (
        r"\bota\b|升级|更新|推送|刷机|固件|\bupdat(?:e|es|ed|ing)\b|"
        r"\bupgrad(?:e|es|ed|ing)\b|\bfirmware\b|\bsoftware\b"
    ),
    "service": r"保养|维修后|返修|换件|\bafter service\b",
    "accident": r"事故|追尾|碰撞|\baccidents?\b|\bcollisions?\b",
    "recall": (
        r"召回|\brecall(?:s|ed)?\b(?<!i recall)(?<!to recall)(?<!you recall)"
    ),
}
VERSION = r"\bv?(\d{1,4}(?:\.\d{1,4}){2,4})\b"
COMPONENTS = {**CAR_PARTS, **FUNCTIONS, **JOURNEYS}
SYMPTOMS = {**CAR_SYMPTOMS, **FUNCTION_SYMPTOMS, **SERVICE_SYMPTOMS}
# Symptoms that are said of one part even where it is not named.
IMPLIED_PARTS = {
    "oil_leak": "engine",
    "oil_burning": "engine",
    "black_screen": "head_unit",
    "jerking": "gearbox",
    "power_loss": "engine",
    "weak": "engine",
    "corrosion": "body",
    "peeling": "body",
    "pulling": "steering",
    "heavy": "steering",
    "short_range": "traction_battery",
    "drain": "low_voltage",
    "no_cooling": "air_conditioning",
    "price_cut": "price",
    "no_update": "head_unit",
    "coolant_leak": "engine",
    "high_consumption": "consumption",
    "rolling": "brakes",
    "no_start": "engine",
    "frozen": "head_unit",
    "deceived": "equipment",
    "departure": "driver_assistance",
    **IMPLIED_SERVICES,
}
