"""What an owner's post judges: topics by the words that name them."""

from enum import IntEnum


class MoodTopic(IntEnum):
    """A topic with its number, which is stored."""

    PRICE = 0
    EQUIPMENT = 1
    HANDLING = 2
    COMFORT = 3
    CONSUMPTION = 4
    POWER = 5
    INTERIOR = 6
    SAFETY = 7
    SPACE = 8
    EXTERIOR = 9


# In one spelling, as community.rules.text.normalise() returns it.
TOPIC_WORDS: dict[MoodTopic, tuple[str, ...]] = {
    topic: tuple(words.split())
    for topic, words in (
        (
            MoodTopic.PRICE,
            "价格 优惠 便宜 降价 报价 落地 太贵 售价 车价 性价比 涨价",
        ),
        (
            MoodTopic.EQUIPMENT,
            "配置 导航 天窗 大灯 音响 影像 雷达 巡航 高配 低配 选装 座椅加热 车机",
        ),
        (MoodTopic.HANDLING, "操控 方向盘 底盘 转向 过弯 四驱 悬挂 操纵"),
        (
            MoodTopic.COMFORT,
            "舒适 舒服 隔音 噪音 胎噪 风噪 异响 颠 座椅 空调 异味 减震",
        ),
        (
            MoodTopic.CONSUMPTION,
            "油耗 省油 费油 个油 百公里 电耗 能耗 续航 掉电",
        ),
        (
            MoodTopic.POWER,
            "动力 加速 发动机 机油 提速 马力 推背 变速箱 涡轮 扭矩 电机",
        ),
        (MoodTopic.INTERIOR, "内饰 中控 做工 塑料 用料 仪表"),
        (MoodTopic.SAFETY, "安全 刹车 气囊 碰撞 制动 防撞"),
        (MoodTopic.SPACE, "空间 后备箱 后排 宽敞 储物 腿部"),
        (
            MoodTopic.EXTERIOR,
            "外观 外形 颜值 前脸 好看 难看 车漆 尾灯 造型 轮毂",
        ),
    )
}


def first_place(normal: str, topic: MoodTopic) -> int | None:
    """Return where a text in one spelling first names a topic."""
    places = [normal.find(word) for word in TOPIC_WORDS[topic]]
    return min((place for place in places if place >= 0), default=None)


def topics_in(normal: str) -> tuple[MoodTopic, ...]:
    """Return the topics that a text in one spelling names, in their order."""
    return tuple(
        topic for topic in MoodTopic if first_place(normal, topic) is not None
    )


def pack_topics(topics: tuple[MoodTopic, ...]) -> int:
    """Return topics as the bits of a number."""
    return sum(1 << topic for topic in topics)
