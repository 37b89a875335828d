"""What owners call the services around a car, and what goes wrong with them:
journeys at the dealer, delivery, the app, the charging network, bills.

Entries are written as in alerts/rules/lexicon.py. JOURNEYS are what people do
for an owner; FUNCTIONS work or fail like a part of the car.
"""

JOURNEYS = {
    "dealer": (
        r"4s店|经销商|售后|服务态度|服务站|维修站|服务中心|门店|"
        r"\bservice cent(?:er|re)s?\b|\bdealer(?:s|ship|ships)?\b"
    ),
    "maker": "厂家|官方|承诺|召回|主机厂",
    "customer_service": (
        r"客服|热线|400电话|\bcustomer (?:service|care|support)\b|"
        r"\bhelp ?line\b"
    ),
    "appointment": r"预约|约保养|\bappointments?\b",
    "parts_supply": r"配件|缺货|零件|备件|订货|\bspare parts?\b|\bparts? on order\b",
    "warranty": r"质保|三包|保修|延保|理赔|\bwarrant(?:y|ies)\b|\bgoodwill\b",
    "delivery": r"交付|提车|交车|发货|排产|\bdeliver(?:y|ies|ed)\b",
    "order": r"订单|定金|订金|退订|大定|\bdeposit\b|\bmy order\b|\border status\b",
    "paperwork": (
        r"合格证|临牌|上牌|发票|行驶证|车辆一致性|\bpaperwork\b|"
        r"\blicen[cs]e plates?\b|\btitle work\b|\bregistration\b|\binvoices?\b"
    ),
    "billing": (
        r"扣费|扣款|计费|账单|收费|服务费|充电费|退款|\bbilling\b|\bbills?\b|"
        r"\brefunds?\b|\bpayments?\b"
    ),
    "points": r"积分|成长值|权益|\breward points\b|\bloyalty points\b",
    "subscription": (
        r"订阅|会员费|流量包|续费|套餐|\bsubscriptions?\b|\bsubscribed\b"
    ),
}
FUNCTIONS = {
    "app": r"\bapps?\b|小程序",
    "login": (
        r"登录|登陆(?=不|失|账|界|页)|账号|验证码|\blog ?in\b|\blogging in\b|"
        r"\bpassword\b|\bverification code\b"
    ),
    "sync": r"同步(?!器|带|轮)|\bsync(?:s|ed|ing)?\b",
    "remote_control": (
        "远程控制|远程启动|远程空调|远程解锁|远程开|"
        r"\bremote (?:start|control|unlock|climate)\b"
    ),
    "notification": (
        r"消息推送|推送消息|消息通知|推送通知|消息提醒|\bnotifications?\b|"
        r"\bpush messages?\b"
    ),
    "charging_network": (
        "充电桩|充电站|超充|公桩|快充桩|快充站|换电站|"
        r"\bcharging (?:stations?|network|hubs?|bays?)\b|"
        r"\bcharge points?\b|\bpublic chargers?\b|\bfast chargers?\b"
    ),
    "plug_and_charge": (
        r"即插即充|插枪即充|无感充电|\bplug +(?:and +|n +)?charge\b"
    ),
}
# Symptoms of services: each counts only where it is said of one.
SERVICE_SYMPTOMS = {
    "unsolved": r"不解决|未解决|没有解决|没解决|得不到解决|\bunresolved\b",
    "delayed": (
        "延期|延误|推迟|拖延|一拖再拖|拖了[一两二三四五六七八九十几半0-9]|"
        "迟迟|遥遥无期|等了[一两二三四五六七八九十几半快0-9]|缺货|断货|没货|缺件|"
        r"没到货|\bdelay(?:s|ed)?\b|\bback ?ordered\b|\bback ?order\b|"
        r"\bstill waiting\b|\bpushed back\b|\bweeks late\b|"
        r"\bwait(?:ed|ing) (?:\w+ ){0,3}(?:days|weeks|months|hours)\b"
    ),
    "refused": (
        "拒绝|拒保|拒赔|拒不|不给保|不予保|不予质保|不给修|不给换|不给退|不给办|不肯|"
        "不予受理|要自费|让我自费|自己掏钱|不在质保|不走质保|"
        r"\brefus(?:e|es|ed|ing|al)\b|\bdenied\b|\bdenial\b|"
        r"\bnot covered\b|\bwon't cover\b|\bout of pocket\b"
    ),
    "run_around": (
        "踢皮球|互相推|推来推去|来回推|推诿|扯皮|来回跑|白跑|敷衍|打太极|"
        "跑了[两二三四五六七八九几][趟次回]|"
        r"\brun ?around\b|\bpassed around\b|\bback and forth\b"
    ),
    "no_reply": (
        "不回复|没有回复|没回复|没人回|没人接|无人接|没人理|不理人|联系不上|打不通|"
        "石沉大海|没有联系|未联系|没有下文|没下文|"
        r"\bno (?:reply|response|answer|callback)\b|"
        r"\bnever (?:called|replied|answered)\b|\bignor(?:ed|ing) (?:me|us)\b|"
        r"\bghost(?:ed|ing)\b|\bnobody (?:answers|answered|replied|calls)\b"
    ),
    "no_slot": (
        "约不上|约不到|预约不(?=上|到|了)|排不上|没有名额|号满|被改期|改期|改约|"
        r"\bno (?:slots?|appointments?|availability)\b|\bfully booked\b|"
        r"\bearliest (?:appointment|slot)\b"
    ),
    "repeated_repair": (
        "反复维修|反复修|多次维修|修不好|没修好|又坏了|"
        "修了[两二三四五六七八九几][次回遍]|返修[两二三四五六七八九几]|"
        r"\bsecond (?:repair|visit)\b|\bthird (?:repair|visit|time)\b|"
        r"\brepaired (?:twice|again)\b|\bcame back (?:again|after)\b"
    ),
    "overcharged": (
        "多扣|多收|重复扣|乱扣|扣错|重复收费|乱收费|扣了两|收费不合理|"
        r"\bovercharg(?:e|ed|es|ing)\b|\bdouble charged\b|"
        r"\bcharged (?:me |us )?twice\b|\bbilled twice\b|\bwrong amount\b"
    ),
    "not_credited": (
        "没到账|未到账|不到账|没有到账|被清零|积分没了|没退款|未退款|不退款|不退定金|"
        r"\bnot credited\b|\bno refund\b|\bnever refunded\b|"
        r"\bpoints (?:missing|gone|disappeared)\b"
    ),
    "auto_renewed": (
        r"自动续费|自动扣费|偷偷续费|\bauto ?renew(?:s|ed|al|ing)?\b"
    ),
    "wrong_item": (
        "发错|配错|颜色不对|配置不对|错车|给错|车架号不符|车架号不对|"
        r"\bwrong (?:car|colou?r|trim|vin|model|part|vehicle)\b"
    ),
    "missing_item": (
        "没给|没有给我|一直不给|没收到|没拿到|未收到|"
        r"\bnever (?:received|arrived|came)\b|\bstill missing\b"
    ),
    "queue": (
        r"排队|排长队|大排长龙|占位|油车占|\bqueu(?:e|es|ed|ing)\b|"
        r"\blong lines?\b|\bwait(?:ed|ing)? in line\b"
    ),
}
# Steps and troubles of one journey: "nobody came for my appointment" and "the
# dealer let me wait" are the same matter, and are compared as the second name.
SAME_JOURNEY = {
    "appointment": "dealer",
    "customer_service": "dealer",
    "no_reply": "delayed",
    "no_slot": "delayed",
    "queue": "delayed",
    "run_around": "delayed",
    "unsolved": "delayed",
}
# Symptoms of functions, of the services and of the car alike.
FUNCTION_SYMPTOMS = {
    "crash": (
        "闪退|一打开就退|app崩溃|程序崩溃|系统崩溃|"
        r"\bkeeps? crashing\b|\bapp crash(?:es|ed|ing)?\b|"
        r"\bcrash(?:es|ed|ing)? (?:on|at|every time) \w+|\bforce clos(?:es|ed)\b"
    ),
    "login_failed": (
        "登录不|登不上|登不了|无法登录|不能登录|登录失败|登陆不|登陆失败|收不到验证码|"
        r"\bcan't log ?in\b|\bcannot log ?in\b|\bunable to log ?in\b|"
        r"\blogin fail(?:s|ed)\b|\blogs? me out\b|\blogged (?:me )?out\b"
    ),
    "not_synced": (
        "不同步|同步不|没同步|没有同步|同步失败|不刷新|数据不更新|状态不更新|"
        r"\bnot sync(?:ed|ing)?\b|\bout of sync\b|\bwon't sync\b|"
        r"\bdoesn't sync\b|\bfail(?:s|ed) to sync\b|\bnot updating\b"
    ),
    "no_message": (
        "收不到通知|收不到推送|收不到消息|收不到短信|收不到提醒|"
        r"\bno notifications?\b|\bno push\b"
    ),
    "no_connection": (
        "连不上|连接不上|连接失败|无法连接|掉线|车辆离线|显示离线|"
        r"\bwon't connect\b|\bcan't connect\b|\bdisconnect(?:s|ed|ing)\b|"
        r"\bshows offline\b"
    ),
    "stops_charging": (
        "跳枪|自动停止充电|充电中断|充电自动停|自己停|自动停了|中途停|充到一半|充着充着|"
        r"\bstop(?:s|ped)? charging\b|\bcharging (?:stopped|stops|aborted)\b|"
        r"\bsession (?:ended|dropped|stopped)\b"
    ),
    "will_not_charge": (
        "充不进|充不上|充不了|无法充电|不能充电|启动不了充电|启动充电失败|扫码失败|"
        "扫码没反应|插枪没反应|插上没反应|认不出车|"
        r"\bwon't charge\b|\bnot charging\b|\brefuses to charge\b|"
        r"\bwon't start charging\b|\bhandshake (?:fails?|failed|error)\b|"
        r"\bfail(?:s|ed) to (?:start )?charg(?:e|ing)\b"
    ),
}
# Symptoms that are said of one service even where it is not named.
IMPLIED_SERVICES = {
    "run_around": "dealer",
    "repeated_repair": "dealer",
    "no_slot": "appointment",
    "overcharged": "billing",
    "not_credited": "billing",
    "auto_renewed": "subscription",
    "crash": "app",
    "login_failed": "login",
    "not_synced": "sync",
    "no_message": "notification",
    "stops_charging": "charging",
    "will_not_charge": "charging",
}
