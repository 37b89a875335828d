"""A planted community: owners, dealers, paid and professional reviewers, who
also write small talk as everybody does.
"""

from random import Random
from typing import NamedTuple

SMALL_TALK = (
    "同意楼上",
    "哈哈哈",
    "这个说得对",
    "感谢分享",
    "学到了",
    "顶一个",
    "颜色真好看",
    "现在还有活动吗",
    "这配置怎么选",
    "有人知道什么时候推送新版本吗",
    "马克一下",
    "坐等更新",
    "周末有聚会吗",
    "thanks for posting",
    "agree with the above",
    "any news on the update?",
    "nice color!",
)
OWNER = (
    "我的车昨天做了首保，店里送了杯咖啡",
    "早上送孩子上学，路上堵了四十分钟，辅助驾驶真是救命",
    "提车四个月，跑了一万一千公里，说说我的感受",
    "家里老人说后排坐着挺舒服",
    "开了快两年了，电池没怎么衰减",
    "上周回老家，来回九百公里，中间充了一次电",
    "我家车停在小区地库，信号不好蓝牙钥匙老连不上",
    "这个月电费一共花了八十多块，比以前加油省太多",
    "吐槽一下车机，导航老是卡",
    "老婆嫌后备箱小，买菜倒是够了",
    "冬天续航打七折，我自己实测百公里电耗18度",
    "底盘异响去售后弄了两次才好，售后态度还行",
    "带娃出去露营，外放电煮了火锅",
    "我这台是去年冬天订的，等了快三个月",
    "车主一枚，有问题可以问我",
    "下班路上被人追尾了，等配件等了半个月",
    "刚提到手，小白终于到家了",
    "表显两万三，轮胎还有五毫米",
    "My car has 12,000 miles on it now and the seats still look new",
    "Took delivery in March, drove home in the rain and loved it",
    "I've had mine for two years and paid for one tire",
    "My wife uses it for the school run every day",
    "I'm getting 270 wh/mi on my commute",
    "service center kept it four days for a rattle, pretty annoyed",
    "we charge at home, my electric bill went up thirty dollars",
    "last weekend we drove to my parents and back without charging",
)
DEALER = (
    "本店现车充足，欢迎到店试驾，私信送礼品",
    "月底冲量，全系优惠三万，需要的加微信",
    "置换补贴最高两万，今天订车享终身保养，名额有限",
    "厂家直销脚垫，全国包邮，要的滴滴我",
    "买车找我，价格私聊，保证全城最低",
    "五一活动价，到店即送行车记录仪",
    "专业贴膜改装，量大从优，联系电话同微信",
    "新到一批展车特价，先到先得，私信我报价",
    "高价收二手车，当天放款，上门评估",
    "我们店本周团购，满十台返现",
    "有意者私信，支持异地上牌，可贷款",
    "Our dealership has three in stock, call us today for pricing",
    "0 down financing available this week, DM me for details",
    "We ship nationwide, use my code for ten percent off",
    "For sale: brand new set of wheels, text me for price",
    "Visit our shop for tint and wraps, special offer this month",
)
PAID = (
    "#广告 这款车的座舱真的惊艳，闭眼入",
    "感谢品牌方邀请，参加了这次赛道日",
    "受厂家之邀去了趟试制中心，干货满满",
    "#合作 三天两夜深度体验，带你看全新旗舰",
    "本视频含推广，喜欢的可以点左下角链接了解",
    "这次的车是官方提供的，开了两天，优点很明显",
    "恰饭不易，希望大家理解，车确实不错",
    "感谢某某汽车提供试驾车辆，外观大气，内饰豪华",
    "参加了媒体试驾，现场很震撼，上市一定爆款",
    "商务合作请联系经纪人",
    "#ad loving the new interior, link below",
    "The car was provided by the manufacturer for this drive",
    "Thanks to the brand for sending the car over, it's stunning",
    "paid partnership: five reasons to choose this model",
    "for business inquiries email my manager",
)
PROFESSIONAL = (
    "本期视频我们对比了宝马、奔驰和奥迪的三款中型轿车",
    "深度评测：蔚来与小鹏的辅助驾驶谁更强",
    "新车搭载最新一代芯片，官方指导价二十三万起",
    "我们编辑部的静态体验到此结束，下期聊聊底盘",
    "关注我，一键三连，下期测理想和问界",
    "各位粉丝久等了，比亚迪这台车的评测视频来了",
    "该车定位中大型轿车，竞争对手是特斯拉和极氪",
    "横向对比五款车的隔音，结果出乎意料",
    "今晚八点直播间聊聊丰田和本田的混动路线",
    "媒体老师们都在问的加速成绩，我们测出来了",
    "选题征集：想看哪台车的拆解",
    "In this video we tested the Audi, the BMW and the Mercedes back to back",
    "Our full review of the Hyundai and Kia twins is live, subscribe for more",
    "We compared range of ten EVs from Volvo, Polestar and Ford",
    "Link in bio for my latest comparison of the Toyota and the Honda",
    "MSRP starts at forty thousand, the press car had every option",
)
KINDS = {
    "owner": (OWNER, 240),
    "dealer": (DEALER, 40),
    "paid": (PAID, 20),
    "professional": (PROFESSIONAL, 20),
}


class Planted(NamedTuple):
    """Somebody who was planted: of which kind, and what they wrote."""

    kind: str
    texts: tuple[str, ...]


def planted_community(seed: int) -> list[Planted]:
    """Return the members of a planted community; half of what each writes is
    small talk.
    """
    dice = Random(seed)
    found = []
    for kind, (own, count) in KINDS.items():
        for _n in range(count):
            texts = dice.sample(own, dice.randint(2, 5))
            texts += dice.choices(SMALL_TALK, k=dice.randint(1, 6))
            if kind != "owner" and dice.random() < 0.3:
                texts.append(dice.choice(OWNER))
            dice.shuffle(texts)
            found.append(Planted(kind, tuple(texts)))
    return found
