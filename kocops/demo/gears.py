"""Planted roles: what geeks, queen bees and evangelists of the demo community write, and four kinds who only seem so.

Decoys: a loud chatterer who helps nobody, a poster of photos that nobody likes, three friends who cheer each other,
and a machine that welcomes everybody. Sentences are ours.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np

from kocops.demo.behaviour import HOUR_WEIGHTS, ZONE
from kocops.demo.people import Person, level_on, only_browses_on

ROLE_SHARE, LEAST_OF_ROLE = 0.006, 4
ROLES = ("geek", "social", "aesthetic")
DECOYS = {"chatterer": 3, "photo_spammer": 3, "friend_ring": 3, "welcome_bot": 1}
WEEKLY = {"geek": 2.2, "social": 2.6, "aesthetic": 1.3, "chatterer": 9.0, "photo_spammer": 4.0, "friend_ring": 2.0,
          "welcome_bot": 6.0}  # fmt: skip
ASKED = (
    "请问预约充电为什么有时候不按时间开始？", "求教能量回收强度在哪里调，怎么记住上次的设置？", "请问冬天出发前要不要预热电池，省电吗？",
    "有人知道胎压多少合适吗，铭牌和店里说的不一样", "请问空调滤芯多久换一次，自己换难不难？", "求助，手机互联老是要重新连，怎么设置？",
)  # fmt: skip
EXPLAINED = (
    "先在设置里把预约充电的菜单改成以出发时间为准，再看充电曲线，前十分钟功率低是电池管理在做均衡，属于正常逻辑",
    "能量回收和刹车片是联动的，参数在驾驶菜单第二页，固件升级后会恢复默认，记下来再改一次就行",
    "预热要看热泵的状态，电压低于阈值时控制器会先加热冷却液，出发前二十分钟接着桩预热最省",
    "按门框铭牌的冷态胎压来，传感器显示的是热态，会高出二三十千帕，差值太大就做一次定位数据检查",
    "拆下手套箱两侧卡扣就能看到滤芯，箭头朝下装，一年或者两万公里一换，扭力不用管，手紧就行",
    "互联断开多半是手机后台参数被清理，把日志打开看一下断开原因码，再把接头换成带屏蔽的线",
)
DEEP = (
    "把固件{version}拆开看了一遍：电池管理的均衡策略改了，充电曲线在百分之七十以后更平；热泵在零下五度以下会先用电机余热，"
    "能量回收的参数也更线性。我用诊断接口记录了三天日志，附上电压、电流和温度的对照，结论是低温能耗确实降了一截，"
    "高速变化不大，想自己验证的可以按我的步骤来做。",
    "写个换刹车片和校准胎压传感器的教程：先断电，再拆下卡钳的两颗螺栓，扭力扳手按一百一十牛米上紧；制动液不要碰到漆面；"
    "装好以后在设置菜单里做一次踏板标定，故障码清掉再上路。每一步我都拍了图，原理也写在旁边，第一次动手也能照着做。",
)
NEWCOMERS = (
    "新车主报到，刚提车一周，什么都不懂，请多关照",
    "今天正式成为车主啦，先来认识一下大家",
    "潜水很久终于提车，来报个到",
)
WELCOMES = (
    "欢迎欢迎，恭喜提车，有事找我，带你认识一下本地的车友", "欢迎新朋友，周末有个小聚会，一起来玩呀", "欢迎加入我们，进群我给你备注好车型",
)  # fmt: skip
BROUGHT, CAME = "，@{nickname} 也是这款车，过来认识一下", "来啦，同款车主，有问题一起聊"
SAVE_SHARE, INTRODUCTIONS = 0.25, 0.3
CALMED = ("别急，能理解你，先把情况发出来大家一起看", "消消气，都不容易，慢慢来，总能解决的")
ANNOYED = ("气死了，约好的保养又被改时间，太失望了！！", "等了一下午没人接待，这服务太差了！！")
SCENES = (
    "傍晚开到湖边，晚霞落在引擎盖上，换了长焦镜头又等了二十分钟，这一张最像电影", "沿着山路追云海，日出那一刻整条公路都是金色的",
    "秋色最好的一周，在森林公路停下来拍了一组，调色只动了曝光", "海边露营第二天，航拍了一段，倒影里有整片星空",
)  # fmt: skip
SPAM = ("随手拍", "再来一张", "今天的车位", "洗完车拍一个")
CHEERS = ("好看", "哈哈哈", "顶", "路过", "厉害厉害", "沙发")


def plant_roles(people: list[Person], last: date, random: np.random.Generator) -> dict[str, str]:
    """Return who was planted as what: external id -> role or decoy; the first bot is the machine that welcomes."""
    fit = [
        p for p in people if p.kind == "person" and p.archetype in ("steady", "weekender") and level_on(p, last) > 0.5
    ]
    order = [fit[int(n)] for n in random.permutation(len(fit))]
    each = max(LEAST_OF_ROLE, round(len(people) * ROLE_SHARE))
    names = [role for role in ROLES for _n in range(each)]
    names += [name for name, count in DECOYS.items() if name != "welcome_bot" for _n in range(count)]
    planted = {person.external_id: name for person, name in zip(order, names, strict=False)}
    bot = next((p for p in people if p.kind == "bot"), None)
    return planted | ({bot.external_id: "welcome_bot"} if bot else {})


class GearWriter:
    """Writes what planted people post, week by week; rows are as make_posts yields them."""

    def __init__(self, people: list[Person], planted: dict[str, str], random: np.random.Generator) -> None:
        self._random, self._number = random, 0
        self._people = [p for p in people if p.kind == "person" and p.external_id not in planted]
        self._planted = {p.external_id: (p, planted[p.external_id]) for p in people if p.external_id in planted}
        self._present: dict[date, list[Person]] = {}
        self._ring = [p for p, name in self._planted.values() if name == "friend_ring"]
        self.reactions: list[dict[str, Any]] = []

    def write(self, first: date, last: date) -> Iterator[dict[str, Any]]:
        """Yield the rows of all weeks."""
        for offset in range((last - first).days + 1):
            day = first + timedelta(days=offset)
            for person, name in self._planted.values():
                if self._random.random() < WEEKLY[name] / 7 and (person.kind == "bot" or level_on(person, day) > 0.5):
                    yield from getattr(self, f"_{name}")(person, self._moment(day))

    def _geek(self, person: Person, at: datetime) -> Iterator[dict[str, Any]]:
        if self._random.random() < 0.2:
            text = self._one(DEEP).format(version=f"{at.year % 100}.{at.month}.0")
            yield self._liked(self._row(person, at, text), int(self._random.poisson(9)))
            return
        asker = self._someone(at)
        asked = self._row(asker, at, self._one(ASKED))
        yield asked
        yield self._row(person, at + timedelta(minutes=35), self._one(EXPLAINED), thread=asked["external_id"])
        if self._random.random() < 0.6:
            yield self._row(asker, at + timedelta(hours=3), "谢谢，照着做解决了", thread=asked["external_id"])

    def _social(self, person: Person, at: datetime) -> Iterator[dict[str, Any]]:
        is_upset = self._random.random() < 0.25
        opener = self._someone(at)
        opened = self._row(opener, at, self._one(ANNOYED if is_upset else NEWCOMERS))
        yield opened
        text, thread = self._one(CALMED if is_upset else WELCOMES), opened["external_id"]
        if not is_upset and self._random.random() < INTRODUCTIONS:
            friend = self._someone(at)
            named = BROUGHT.format(nickname=friend.nickname)
            yield self._row(person, at + timedelta(minutes=12), f"{text}{named}", thread=thread)
            yield self._row(friend, at + timedelta(minutes=50), CAME, thread=thread)
        else:
            yield self._row(person, at + timedelta(minutes=12), text, thread=thread)
        if self._random.random() < 0.4:
            told = self._row(person, at + timedelta(days=1), "周末想组织一次小聚会，报名的朋友在下面说一声")
            yield told
            yield self._row(opener, at + timedelta(days=1, hours=2), "我来，一起玩", thread=told["external_id"])

    def _aesthetic(self, person: Person, at: datetime) -> Iterator[dict[str, Any]]:
        yield self._liked(self._row(person, at, self._one(SCENES), media=6), int(self._random.poisson(18)))

    def _chatterer(self, _person: Person, at: datetime) -> Iterator[dict[str, Any]]:
        opened = self._row(self._someone(at), at, self._one(ASKED))
        yield opened
        yield self._row(_person, at + timedelta(minutes=3), self._one(CHEERS), thread=opened["external_id"])

    def _photo_spammer(self, person: Person, at: datetime) -> Iterator[dict[str, Any]]:
        yield self._liked(self._row(person, at, self._one(SPAM), media=3), int(self._random.poisson(0.8)))

    def _friend_ring(self, person: Person, at: datetime) -> Iterator[dict[str, Any]]:
        shown = self._row(person, at, self._one(SCENES), media=2)
        self._react(shown, self._ring, saves=1.0)
        yield shown
        for friend in self._ring:
            if friend is not person:
                yield self._row(friend, at + timedelta(minutes=9), "欢迎，太好看了", thread=shown["external_id"])

    def _welcome_bot(self, person: Person, at: datetime) -> Iterator[dict[str, Any]]:
        opened = self._row(self._someone(at), at, self._one(NEWCOMERS))
        yield opened
        yield self._row(person, at + timedelta(seconds=20), self._one(WELCOMES), thread=opened["external_id"])

    def _liked(self, row: dict[str, Any], count: int) -> dict[str, Any]:
        """So many different people of those who are there that day react to a post, some of them save it."""
        present = self._present_on(datetime.fromisoformat(row["occurred_at"]).date())
        chosen = self._random.choice(len(present), size=min(count, len(present)), replace=False)
        self._react(row, [present[int(n)] for n in chosen], saves=SAVE_SHARE)
        return row

    def _react(self, row: dict[str, Any], people: list[Person], *, saves: float) -> None:
        row["reaction_count"] = len(people)
        at = datetime.fromisoformat(row["occurred_at"])
        for place, person in enumerate(people):
            told = {"post": row["external_id"], "member": person.external_id}
            told["occurred_at"] = (at + timedelta(minutes=5 + 7 * place)).isoformat()
            kinds = ["like", "favourite"] if self._random.random() < saves else ["like"]
            name = f"{row['external_id']}-{person.external_id}"
            self.reactions += [{**told, "kind": kind, "external_id": f"{name}-{kind}"} for kind in kinds]

    def _row(
        self, person: Person, at: datetime, text: str, *, thread: str = "", media: int = 0, reactions: int = 1
    ) -> dict[str, Any]:
        self._number += 1
        return {
            "external_id": f"gear-{self._number:06d}", "member": person.external_id, "occurred_at": at.isoformat(),
            "thread": thread, "text": text, "media_count": media, "fault": "", "reaction_count": reactions,
        }  # fmt: skip

    def _one(self, texts: tuple[str, ...]) -> str:
        return texts[int(self._random.integers(len(texts)))]

    def _someone(self, at: datetime) -> Person:
        present = self._present_on(at.date())
        return present[int(self._random.integers(len(present)))]

    def _present_on(self, day: date) -> list[Person]:
        if day not in self._present:
            self._present[day] = [p for p in self._people if level_on(p, day) > 0.5 and not only_browses_on(p, day)]
        return self._present[day]

    def _moment(self, day: date) -> datetime:
        hour = int(self._random.choice(24, p=HOUR_WEIGHTS / HOUR_WEIGHTS.sum()))
        return datetime.combine(day, time(hour, int(self._random.integers(60))), tzinfo=ZONE)
