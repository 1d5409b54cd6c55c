"""What the demo company sells: six product lines of ten products. Imports `company` only."""

from __future__ import annotations

from dataclasses import dataclass

from ordertrack.demo.company import LATE_LINE, SLIDING_LINE


@dataclass(frozen=True, slots=True)
class Line:
    """A product line: how often it is ordered, how long it takes, how often late, what it costs."""

    name: str
    english: str
    prefix: str
    share: float  # of orders whose main line it is
    lead: tuple[int, int]  # days from order to promise
    late: float  # share of order lines delivered after the first promise
    slip: float  # mean days late, when late
    cost: float  # share of the list price
    pieces: float  # median quantity for a middling customer
    spread: float  # of that quantity (sigma of its logarithm)
    shipped: bool

    @property
    def key_product(self) -> str:
        """The code of the product that the targets ask for."""
        return f"{self.prefix}-101"


LINES: tuple[Line, ...] = (
    Line("数控机床", "CNC Machine Tools", "CNC", 0.032, (28, 60), 0.13, 5.0, 0.70, 1.0, 0.35, True),
    Line(
        "工业机器人", "Industrial Robots", "ROB", 0.115, (20, 42), 0.11, 4.0, 0.66, 1.0, 0.5, True
    ),
    Line(LATE_LINE, "Smart Warehousing", "AGV", 0.103, (24, 48), 0.46, 9.0, 0.64, 1.0, 0.5, True),
    Line(SLIDING_LINE, "Sensors & Controls", "SEN", 0.39, (5, 15), 0.07, 2.5, 0.60, 14, 0.9, True),
    Line("工业软件", "Industrial Software", "SFT", 0.12, (12, 35), 0.12, 4, 0.24, 1.0, 0.4, False),
    Line("维保服务", "Maintenance Services", "SRV", 0.24, (4, 14), 0.06, 2, 0.5, 1.1, 0.4, False),
)

# Name and list price in yuan, by the prefix of their line; the first of each is a key product.
PRODUCTS: dict[str, tuple[tuple[str, float], ...]] = {
    "CNC": (
        ("立式加工中心 VX500", 228_000),
        ("立式加工中心 VX850", 316_000),
        ("卧式加工中心 HX630", 545_000),
        ("五轴加工中心 MX400", 688_000),
        ("龙门加工中心 GX2010", 620_000),
        ("数控车床 TL260", 138_000),
        ("数控车床 TL360", 186_000),
        ("车铣复合中心 TM300", 495_000),
        ("高速雕铣机 EM650", 172_000),
        ("数控平面磨床 GS4080", 206_000),
    ),
    "ROB": (
        ("六轴机器人 R6-10", 76_000),
        ("六轴机器人 R6-20", 98_000),
        ("六轴机器人 R6-50", 146_000),
        ("码垛机器人 P4-120", 132_000),
        ("协作机器人 C5", 62_000),
        ("协作机器人 C10", 88_000),
        ("SCARA 机器人 S600", 43_000),
        ("并联机器人 D800", 79_000),
        ("焊接工作站 W2", 236_000),
        ("视觉引导套件 VG1", 28_500),
    ),
    "AGV": (
        ("潜伏式 AGV Q600", 58_000),
        ("潜伏式 AGV Q1000", 74_000),
        ("叉车式 AGV F1500", 168_000),
        ("四向穿梭车 S4", 126_000),
        ("堆垛机 ST12", 265_000),
        ("输送线模块 CV20", 18_600),
        ("货架系统 RK8", 46_000),
        ("自动分拣模块 SO5", 93_000),
        ("料箱拣选工作站 PW1", 112_000),
        ("充电站 CH2", 12_800),
    ),
    "SEN": (
        ("可编程控制器 PLC-S7", 2_680),
        ("可编程控制器 PLC-M3", 1_360),
        ("伺服驱动器 SD750", 2_150),
        ("伺服电机 SM400", 1_480),
        ("激光位移传感器 LD30", 1_920),
        ("光电传感器 PE12", 118.5),
        ("接近开关 PX08", 46.8),
        ("压力变送器 PT5", 385),
        ("触摸屏 HMI-10", 1_260),
        ("远程 IO 模块 RIO16", 640),
    ),
    "SFT": (
        ("制造执行系统 MES 标准版", 48_000),
        ("制造执行系统 MES 企业版", 118_000),
        ("仓储管理系统 WMS", 52_000),
        ("设备联网平台 IoT", 26_000),
        ("数字孪生 DT", 76_000),
        ("高级排产 APS", 64_000),
        ("质量管理 QMS", 32_000),
        ("能源管理 EMS", 21_500),
        ("设备点检 APP", 6_800),
        ("报表工作台 BI", 9_800),
    ),
    "SRV": (
        ("年度维保 金牌", 38_000),
        ("年度维保 银牌", 21_000),
        ("现场调试 (人天)", 2_400),
        ("操作培训 (场)", 6_800),
        ("备件包 A", 12_600),
        ("备件包 B", 5_900),
        ("设备大修", 56_000),
        ("远程诊断 (年)", 8_600),
        ("产线搬迁", 47_000),
        ("精度检测", 4_200),
    ),
}

# Products that come late or fade away: code → (month from which, month until which) they sell.
ON_SALE: dict[str, tuple[int, int]] = {
    "ROB-106": (16, 999),
    "SFT-105": (12, 999),
    "AGV-109": (19, 999),
    "CNC-109": (-999, 22),
    "SFT-110": (-999, 24),
}
