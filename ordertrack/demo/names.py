"""Invented company names. Imports nothing of ours."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

CITIES: dict[str, tuple[str, ...]] = {
    "华东": (
        "上海",
        "苏州",
        "无锡",
        "常州",
        "南京",
        "杭州",
        "宁波",
        "嘉兴",
        "合肥",
        "青岛",
        "济南",
    ),
    "华南": ("深圳", "广州", "东莞", "佛山", "中山", "珠海", "惠州", "厦门", "泉州"),
    "华北": ("北京", "天津", "石家庄", "唐山", "太原", "保定"),
    "东北": ("沈阳", "大连", "长春", "哈尔滨"),
    "华中": ("武汉", "长沙", "郑州", "株洲", "襄阳", "洛阳"),
    "西南": ("成都", "重庆", "绵阳", "贵阳", "昆明"),
    "西北": ("西安", "兰州", "宝鸡", "银川"),
}
FIRST = "澄岳霁朗昱衡钧翊泓睿栩崧懿铭瀚曜彦骐祺隽"
SECOND = "川岚屹辰峻澜毅恒荣骏宁远邦熠廷弘岱朔"
FIELDS: tuple[tuple[str, ...], ...] = (  # in the order of company.INDUSTRIES
    ("汽车部件", "汽配制造", "车业"),
    ("电子", "电子科技", "光电"),
    ("新能源", "储能科技", "电源"),
    ("精密机械", "机械", "重工"),
    ("食品", "饮品"),
    ("医药", "生物制药"),
    ("物流", "供应链"),
    ("电器", "家电"),
)
ABROAD: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "东南亚": (
        ("Sdn Bhd", "Co., Ltd.", "Pte Ltd", "JSC"),
        ("Mekara", "Sutera", "Lanvin", "Kirana"),
    ),
    "欧洲": (("GmbH", "S.p.A.", "B.V.", "AB"), ("Nordhain", "Valdora", "Brennick", "Castelmo")),
    "中东": (("LLC", "Trading LLC", "Industries"), ("Zafrin", "Qasrin", "Almadar", "Rimal")),
}
TRADES = (
    "Auto Parts",
    "Electronics",
    "Energy",
    "Machinery",
    "Foods",
    "Pharma",
    "Logistics",
    "Home",
)
BRANDS = tuple(first + second for first in FIRST for second in SECOND)
COMBINED = ("", "-Tek", " Nova", " Prime", " United", " Orient")


def companies(
    regions: Sequence[str], industries: np.ndarray, rng: np.random.Generator
) -> list[str]:
    """Return a different name for each customer, fitting its region and industry."""
    taken: dict[str, None] = {}  # keeps the order
    for region, industry in zip(regions, industries.tolist(), strict=True):
        make = _abroad if region in ABROAD else _domestic
        name = make(region, industry, rng)
        while name in taken:
            name = make(region, industry, rng)
        taken[name] = None
    return list(taken)


def _pick(words: Sequence[str], rng: np.random.Generator) -> str:
    return words[int(rng.integers(len(words)))]


def _domestic(region: str, industry: int, rng: np.random.Generator) -> str:
    kind = "股份有限公司" if rng.random() < 0.15 else "有限公司"
    return f"{_pick(CITIES[region], rng)}{_pick(BRANDS, rng)}{_pick(FIELDS[industry], rng)}{kind}"


def _abroad(region: str, industry: int, rng: np.random.Generator) -> str:
    forms, brands = ABROAD[region]
    return f"{_pick(brands, rng)}{_pick(COMBINED, rng)} {TRADES[industry]} {_pick(forms, rng)}"
