"""Streams of posts for early warning: chatter that must raise nothing, and
troubles whose parts no lexicon knows.
"""

import random
from itertools import product

PARTS = ("刹车", "天窗", "空调", "车机", "方向盘", "座椅", "大灯", "蓝牙钥匙")
SYMPTOMS = ("异响", "漏水", "黑屏", "卡顿", "抖动", "失灵", "异味", "跑偏")
PLACES = ("冬天", "高速上", "地库里", "雨天", "长途", "早晚高峰")
PRAISE = (
    "开了{n}个月，{part}没有{symptom}，{place}也一样放心",
    "{part}一点{symptom}都没有，{place}跑了{n}千公里很满意",
    "提车{n}个月，{part}从来没有{symptom}过，品控真不错",
    "我家这台{part}不会{symptom}，{place}表现很好",
)
TUTORIALS = (
    "写个教程：{part}{symptom}的排查方法，第一步先断电，第二步检查插头，共{n}步",
    "分享{part}保养步骤：先拆饰板，再清洁，{n}分钟搞定，可以预防{symptom}",
    "教大家自己处理{part}{symptom}：准备好工具，按说明书第{n}页操作",
)
SALES = (
    "出一套{part}总成，九成新，{n}00元包邮，要的私信",
    "转让闲置{part}配件，{n}50元，支持自提，加微信详聊",
    "专业维修{part}{symptom}，全国连锁，预约电话看主页，优惠{n}折",
)
GREETINGS = (
    "各位车友早上好，第{n}天打卡",
    "新人报到，{place}刚提车，请多关照",
    "祝大家周末愉快，{place}注意安全，第{n}次聚会见",
    "谢谢楼主分享，学到了，收藏第{n}篇",
)
QUESTIONS = (
    "准备下单了，想问问这车{part}会不会{symptom}？预算{n}万",
    "还没提车，请问{part}有{symptom}的情况吗，对比了{n}款",
    "考虑入手，{place}{part}会{symptom}吗？看了{n}家店",
)
RUMOURS = (
    "听说有人的{part}{symptom}了，网上传了{n}天",
    "网上都在传{place}{part}会{symptom}，不知真假，{n}个群都在转",
)
CHATTER = (PRAISE, TUTORIALS, SALES, GREETINGS, QUESTIONS, RUMOURS)

# Troubles with things that no entry of the lexicon names, each told by several
# owners in words of their own.
UNKNOWN_TROUBLES = (
    (
        "后排小桌板的卡扣断了，水杯放不住",
        "我家后排小桌板卡扣也断了，水杯根本放不住",
        "后排小桌板的卡扣用了两周就断了，水杯一放就翻",
        "小桌板的卡扣断了，后排水杯放不住",
        "后排小桌板卡扣断掉，水杯放不住老是滑下去",
    ),
    (
        "遮阳帘拉杆拉到一半就脱轨，坏了两次",
        "遮阳帘的拉杆又脱轨了，怎么都收不回去，坏了",
        "我的遮阳帘拉杆脱轨，卡在一半收不回去",
        "遮阳帘拉杆脱轨坏掉，才买一个月",
        "拉一下遮阳帘，拉杆直接脱轨，收不回去了",
    ),
    (
        "the cup holder lid snapped off, the hinge spring is broken already",
        "my cup holder lid is broken, hinge spring popped out after a week",
        "cup holder hinge spring broken here, the lid will not stay shut",
        "the hinge spring of my cup holder lid broke and now it hangs open",
        "broken hinge spring, cup holder lid does not close any more",
    ),
)


def chatter(seed: int, count: int) -> list[str]:
    """Return so many distinct texts in which nobody has a trouble."""
    rng = random.Random(seed)
    texts: dict[str, None] = {}
    while len(texts) < count:
        template = rng.choice(rng.choice(CHATTER))
        text = template.format(
            part=rng.choice(PARTS[:3]),
            symptom=rng.choice(SYMPTOMS[:3]),
            place=rng.choice(PLACES),
            n=rng.randrange(2, 60),
        )
        texts[text] = None
    return list(texts)


def same_pair(kind: tuple[str, ...]) -> list[str]:
    """Return texts of one kind that all name the same part and symptom."""
    texts = []
    for (place, n), template in zip(
        product(PLACES, (3, 7)),
        kind * 4,
        strict=False,
    ):
        text = template.format(part="天窗", symptom="漏水", place=place, n=n)
        texts.append(text)
    return texts
