"""Who the demo company is: its teams, people, product lines, channels and regions. Imports nothing.

华辰智能装备 makes machines, software and services for other factories. Everything here is invented.
Months are counted from the first month of the data: the company keeps its shape whatever today is.
"""

from __future__ import annotations

from dataclasses import dataclass

COMPANY = "华辰智能装备"
MONTHS = 30
ORDERS = 30_000
CUSTOMERS = 1_400
OVERSEAS = "海外部"

# The stories to find; the tests compute each of them from the data.
LATE_LINE = "智能仓储"  # chronic delays
SLIDING_LINE = "传感与控制"  # its margin slides over the last nine months
STAR_REP = "林晓彤"  # wins far more new customers than anybody else
MOVING_TEAM = "西南部"  # keeps its promises by moving them
SILENT_CUSTOMER = "宁波澄岳精密机械有限公司"  # a large customer, silent for four months
COSTLY_CHANNEL = "展会"  # costs more than its new customers bring
OVERSPENT = "展台搭建"  # a kind of expense far beyond its budget


@dataclass(frozen=True, slots=True)
class Team:
    """A sales team: its share of the customers, and where they are."""

    name: str
    share: float
    regions: tuple[tuple[str, float], ...]


TEAMS: tuple[Team, ...] = (
    Team("华东一部", 0.21, (("华东", 1.0),)),
    Team("华东二部", 0.17, (("华东", 1.0),)),
    Team("华南部", 0.18, (("华南", 1.0),)),
    Team("华北部", 0.15, (("华北", 0.75), ("东北", 0.25))),
    Team("华中部", 0.10, (("华中", 1.0),)),
    Team(MOVING_TEAM, 0.10, (("西南", 0.7), ("西北", 0.3))),
    Team(OVERSEAS, 0.09, (("东南亚", 0.5), ("欧洲", 0.3), ("中东", 0.2))),
)


@dataclass(frozen=True, slots=True)
class Person:
    """A salesperson; the first of each team leads it. Months may lie before the data begins."""

    name: str
    team: str
    joined: int
    left: int | None = None


def _people(team: str, *entries: tuple[str, int] | tuple[str, int, int]) -> tuple[Person, ...]:
    return tuple(Person(entry[0], team, *entry[1:]) for entry in entries)


PEOPLE: tuple[Person, ...] = (
    *_people("华东一部", ("顾维成", -62), ("沈佳怡", -40), ("陆明哲", -31), ("周子航", -18)),
    *_people("华东一部", ("许静雯", -12), ("钱思远", 7), ("蒋浩然", -25, 16)),
    *_people("华东二部", ("邵国栋", -55), ("方雨晴", -36), ("韩立新", -22), ("汪俊杰", -9)),
    *_people("华东二部", ("陶敏", 11), ("俞文博", -28, 21)),
    *_people("华南部", ("黄志强", -58), (STAR_REP, -6), ("梁伟健", -33), ("陈嘉豪", -20)),
    *_people("华南部", ("罗美琪", -14), ("谭永康", 14)),
    *_people("华北部", ("赵建国", -70), ("孙倩", -27), ("马骏", -21), ("王海燕", -15)),
    *_people("华北部", ("刘思齐", 4), ("高磊", -38, 12)),
    *_people("华中部", ("彭志远", -49), ("胡晓燕", -24), ("熊杰", -10), ("余婷", 9)),
    *_people(MOVING_TEAM, ("邓国华", -52), ("何雪梅", -30), ("唐宏宇", -13), ("蒲江涛", -7)),
    *_people(OVERSEAS, ("Grace Lin", -44), ("Daniel Koh", -26), ("Sofia Marin", -16)),
    *_people(OVERSEAS, ("Ahmed Nasser", -5), ("Nguyen Thu Ha", 6)),
)


PLANNERS = ("严立军", "姜涛", "范卫东", "石慧", "白雪", "康杰")  # production, by product line
DISPATCHERS = ("邹敏", "金鑫", "龚亮", "万芳")  # logistics
CARRIERS = ("德邦快运", "顺丰快运", "安能物流", "跨越速运")


@dataclass(frozen=True, slots=True)
class Channel:
    """How customers are found: share of them, how large they are, what a new one costs.

    `spend` is the expense as a share of the gross profit that the channel's new customers bring.
    """

    name: str
    share: float
    size: float
    spend: float
    wins: float  # share of its leads that are won


CHANNELS: tuple[Channel, ...] = (
    Channel("直销拜访", 0.32, 1.15, 0.10, 0.34),
    Channel("转介绍", 0.22, 1.10, 0.04, 0.46),
    Channel("渠道代理", 0.17, 1.00, 0.16, 0.31),
    Channel("线上推广", 0.17, 0.70, 0.22, 0.16),
    Channel(COSTLY_CHANNEL, 0.12, 0.45, 1.35, 0.11),
)

INDUSTRIES = ("汽车零部件", "电子制造", "新能源", "机械加工", "食品饮料", "医药", "物流", "家电")
INDUSTRY_SHARES = (0.2, 0.19, 0.14, 0.17, 0.09, 0.07, 0.08, 0.06)
