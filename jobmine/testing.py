"""A dozen tiny invented postings that docstrings, README and tests share, and helpers for tests."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jobmine.config import Config
    from jobmine.pipeline.steps import Postings

ROWS: tuple[dict[str, str], ...] = (
    {
        "id": "p01", "职位名称": "数控车工（包吃住）", "公司名称": "苏州示例精密机械有限公司", "薪资": "6-8千/月",
        "工作地点": "苏州-昆山市", "学历要求": "中专", "经验要求": "1-3年", "所属行业": "机械/设备/重工", "发布时间": "2025-03-01",
        "职位描述": "岗位职责：\n1、操作数控车床加工轴类零件；\n2、按图纸自检尺寸。\n任职要求：\n1、中专以上学历，数控、机械类专业优先；"
                    "\n2、看得懂图纸，熟悉发那科系统，会使用游标卡尺；\n3、吃苦耐劳，责任心强。",
    },
    {
        "id": "p02", "职位名称": "CNC数控车工", "公司名称": "无锡示例模具厂", "薪资": "7000-9000元", "工作地点": "无锡",
        "学历要求": "学历不限", "经验要求": "3年以上", "所属行业": "机械/设备/重工", "发布时间": "2025-03-09",
        "职位描述": "招熟手数控车工，会编程，熟练掌握G代码，三年以上数控车床经验，能适应两班倒。",
    },
    {
        "id": "p03", "职位名称": "护士", "公司名称": "成都示例康复医院", "薪资": "5000-7000", "工作地点": "成都·武侯区",
        "学历要求": "大专", "经验要求": "经验不限", "所属行业": "医疗/护理/卫生", "发布时间": "2025-04-02",
        "职位描述": "【岗位要求】护理专业大专以上，持有护士执业证；熟悉静脉输液；有爱心、耐心，沟通能力好。\n【福利】五险一金，包住。",
    },
    {
        "id": "p04", "职位名称": "出纳", "公司名称": "长沙示例商贸有限公司", "薪资": "4-5千", "工作地点": "长沙",
        "学历要求": "大专", "经验要求": "1年以上", "所属行业": "批发/零售", "发布时间": "2025-04-11",
        "职位描述": "任职资格：1、会计、财务管理等相关专业；2、熟练使用用友财务软件和Excel；3、有初级会计证书者优先；4、细心、诚信。",
    },
    {
        "id": "p05", "职位名称": "C++开发工程师", "公司名称": "武汉示例软件有限公司", "薪资": "15-25K·14薪", "工作地点": "武汉",
        "学历要求": "本科", "经验要求": "3-5年", "所属行业": "计算机软件", "发布时间": "2025-02-20",
        "职位描述": "职位要求：\n精通C++或C#，了解.NET；熟悉Linux、MySQL；用过JavaScript者优先。\n具备良好的沟通和表达能力。",
    },
    {
        "id": "p06", "职位名称": "叉车司机", "公司名称": "广州示例物流有限公司", "薪资": "6500", "工作地点": "广州·白云区",
        "学历要求": "初中", "经验要求": "", "所属行业": "交通/运输/物流", "发布时间": "2025-05-05",
        "职位描述": "持叉车证，会开电动叉车；无需学历，不要求经验，服从安排。",
    },
    {
        "id": "p07", "职位名称": "幼儿园老师", "公司名称": "杭州示例幼儿园", "薪资": "面议", "工作地点": "杭州",
        "学历要求": "大专", "经验要求": "应届毕业生", "所属行业": "教育/培训/院校", "发布时间": "2025-05-18",
        "职位描述": "岗位职责：负责班级日常保教工作\n任职要求：学前教育专业，持幼儿教师资格证，普通话二级甲等，热爱幼教，有亲和力。",
    },
    {
        "id": "p08", "职位名称": "电工", "公司名称": "苏州示例物业服务有限公司", "薪资": "200元/天", "工作地点": "苏州",
        "学历要求": "高中", "经验要求": "2年", "所属行业": "物业管理/商业中心", "发布时间": "2025-03-21",
        "职位描述": "１、持低压电工证；２、熟悉ＰＬＣ和配电柜维修；３、有物业工作经验者优先考虑。联系电话13800000000。",
    },
    {
        "id": "p09", "职位名称": "平面设计师", "公司名称": "厦门示例广告有限公司", "薪资": "6-9K", "工作地点": "厦门",
        "学历要求": "大专", "经验要求": "1-3年", "所属行业": "广告", "发布时间": "2025-04-28",
        "职位描述": "熟练使用Photoshop、Illustrator，了解CAD更佳；有较强的创意能力，能承受工作压力。",
    },
    {
        "id": "p10", "职位名称": "前台接待", "公司名称": "北京示例酒店", "薪资": "4500-5500", "工作地点": "北京-朝阳区",
        "学历要求": "", "经验要求": "无需经验", "所属行业": "酒店/旅游", "发布时间": "2025-06-01", "职位描述": "",
    },
    {
        "id": "p11", "职位名称": "数控车工（包吃住）", "公司名称": "苏州示例精密机械有限公司", "薪资": "6-8千/月",
        "工作地点": "苏州-昆山市", "学历要求": "中专", "经验要求": "1-3年", "所属行业": "机械/设备/重工", "发布时间": "2025-04-01",
        "职位描述": "岗位职责：\n1、操作数控车床加工轴类零件；\n2、按图纸自检尺寸。\n任职要求：\n1、中专以上学历，数控、机械类专业优先；"
                    "\n2、看得懂图纸，熟悉发那科系统，会使用游标卡尺；\n3、吃苦耐劳，责任心强。",
    },
    {
        "id": "p12", "职位名称": "仓库管理员", "公司名称": "宁波示例电器有限公司", "薪资": "5-6千", "工作地点": "宁波",
        "学历要求": "高中/中专", "经验要求": "1年", "所属行业": "电子技术/半导体/集成电路", "发布时间": "2025-05-30",
        "职位描述": "要求：会用ERP系统和办公软件，做过仓库管理，工作认真负责，有团队合作精神；不会英语也可以；负责出入库登记...",
    },
)  # fmt: skip
"""Postings as a file has them; p11 repeats p01, p10 has no text, p12 is cut with an ellipsis."""


def sample_postings() -> Postings:
    """Return the dozen postings, read and typed.

    Examples
    --------
    >>> postings = sample_postings()
    >>> postings.frame[["posting_id", "post", "city", "salary_min"]].head(2).values.tolist()
    [['p01', '数控车工', '苏州', 6000.0], ['p02', '数控车工', '无锡', 7000.0]]
    """
    from jobmine.pipeline.steps import read_postings

    with TemporaryDirectory() as folder:
        return read_postings(write_sample(folder), today=date(2025, 7, 1))


def write_sample(folder: str | Path) -> Path:
    """Write the dozen postings as JSON lines and return the file."""
    path = Path(folder, "样例.jsonl")
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS), encoding="utf-8")
    return path


def quick_config() -> Config:
    """Return settings under which a run is quick: one process, the quick tagger, one cloud, few draws.

    Examples
    --------
    >>> quick_config().run.workers
    1
    """
    from jobmine.config import Config

    return Config.from_dict(
        {
            "run": {"workers": 1},
            "extract": {"tagger": "lexicon"},
            "show": {"clouds": 1, "cloud_words": 20},
            "measure": {"draws": 50},
        }
    )
