"""A small county: three townships, six departments, four bodies, a dozen officers."""

from datetime import datetime
from zoneinfo import ZoneInfo

from rules.values.people import Directory, Officer, Role, Unit, UnitType

BEIJING = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 4, 8, 16, 20, tzinfo=BEIJING)
"""A Wednesday afternoon."""

_UNITS = (
    Unit("chengguan", "城关镇人民政府", "城关镇", UnitType.TOWNSHIP),
    Unit("mazhuangqiao", "马庄桥镇人民政府", "马庄桥镇", UnitType.TOWNSHIP),
    Unit("hancun", "韩村镇人民政府", "韩村镇", UnitType.TOWNSHIP),
    Unit("samr", "清丰县市场监督管理局", "市监局", UnitType.DEPARTMENT),
    Unit("housing", "清丰县住房和城乡建设局", "住建局", UnitType.DEPARTMENT),
    Unit("emergency", "清丰县应急管理局", "应急局", UnitType.DEPARTMENT),
    Unit("natres", "清丰县自然资源局", "自然资源局", UnitType.DEPARTMENT, ("自然局",)),
    Unit("eco", "濮阳市生态环境局清丰分局", "生态环境局", UnitType.DEPARTMENT),
    Unit("justice", "清丰县司法局", "司法局", UnitType.DEPARTMENT),
    Unit("samr-chengguan", "城关市场监督管理所", "城关市监所", UnitType.BODY, (), "samr"),
    Unit("samr-hancun", "韩村市场监督管理所", "韩村市监所", UnitType.BODY, (), "samr"),
    Unit(
        "team-chengguan", "城关镇综合行政执法大队", "城关执法大队", UnitType.BODY, (), "chengguan"
    ),
    Unit("team-hancun", "韩村镇综合行政执法大队", "韩村执法大队", UnitType.BODY, (), "hancun"),
)

_PEOPLE = (
    ("laotian", "田建国", "team-chengguan"),
    ("liqiang", "李强", "samr"),
    ("wangmin", "王敏", "samr"),
    ("zhaolei", "赵磊", "housing"),
    ("sunli", "孙丽", "emergency"),
    ("zhengkai", "郑凯", "justice"),
    ("guojing", "郭静", "chengguan"),
    ("machao", "马超", "mazhuangqiao"),
    ("handong", "韩冬梅", "hancun"),
    ("zhangwei1", "张伟", "eco"),
    ("zhangwei2", "张伟", "natres"),
    ("ouyang", "欧阳锋", "natres"),
)

VILLAGE = Directory(
    county="qingfeng",
    units={unit.id: unit for unit in _UNITS},
    officers={
        id_: Officer(id_, name, unit, frozenset({Role.LIAISON})) for id_, name, unit in _PEOPLE
    },
)
