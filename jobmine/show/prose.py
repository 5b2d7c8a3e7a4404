"""Paragraphs of a paged report that say what was looked at and how: from the settings and counts of a run."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from jobmine.measure.table import Table
from jobmine.show.cells import show_value
from jobmine.show.readings import read_about

_ENGLISH = re.compile(r"\s*/ [A-Za-z].*")  # notes of a run say it in both languages
_ASKED = (
    ("major", "专业", "用 --major 给出专业名称或代码"),
    ("school_level", "培养层次", "用 --school-level 给出中职、高职、职业本科或本科"),
    ("region", "地区", "用 --region 给出省、市或城市群"),
    ("period", "时期", "用 --period 给出起止月份"),
)


def _purpose(tables: Mapping[str, Table], manifest: Mapping[str, Any]) -> Iterator[str]:
    scope = manifest.get("settings", {}).get("scope", {})
    whom = "".join(str(scope.get(name) or "") for name in ("region", "school_level")) + str(scope.get("major") or "")
    yield (
        f"本报告依据招聘启事调查{whom or '所给职位'}的人才需求：岗位有哪些，要求哪些知识、能力、素养和证书，"
        "薪酬与条件如何，供专业设置、培养方案修订和课程建设参考。"
    )
    if not scope.get("major"):
        yield f"〔待补充：专业名称与代码，来源：{_ASKED[0][2]}〕"


def _scope(tables: Mapping[str, Table], manifest: Mapping[str, Any]) -> Iterator[str]:
    settings = manifest.get("settings", {})
    scope = settings.get("scope", {})
    parts = [f"{title}：{scope.get(name) or '未限定'}" for name, title, _ in _ASKED]
    if scope.get("where"):
        parts.append(f"附加条件：{scope['where']}")
    if against := settings.get("measure", {}).get("against"):
        parts.append(f"对照：{'范围外的全部职位' if against == 'market' else against}")
    yield "；".join(parts) + "。"
    if not scope.get("school_level"):
        yield "没有限定培养层次，下列数字包括要求更高学历的职位，不能直接当作本校毕业生的需求。"


def _method(tables: Mapping[str, Table], manifest: Mapping[str, Any]) -> Iterator[str]:
    files = "、".join(str(entry["name"]) for entry in manifest.get("inputs", ()))
    period = f"，发布时间 {manifest['period']}" if manifest.get("period") else ""
    yield f"数据来源：{files or '招聘文件'}{period}。"
    yield (
        "处理步骤：识别列名并规范薪资、学历、经验、地点、行业与岗位名称；合并重复发布；把文本分成职责、要求与福利；"
        "从要求中提取知识、能力、素养、证书和专业；按名称与要求把职位聚成岗位群；在设定的范围内计数。"
        "全过程由程序按规则完成，设置、版本与输入的校验值见附表。"
    )
    yield from list(read_about(tables, manifest))[:1]


def _limits(tables: Mapping[str, Table], manifest: Mapping[str, Any]) -> Iterator[str]:
    yield from list(read_about(tables, manifest))[-2:]
    if not tables.get("demand"):
        yield "所给文件没有职位描述文本：本报告只有职位、地点、薪酬等列表统计，没有知识、能力与素养的分析。"
    for what, why in manifest.get("left_out", {}).items():
        yield f"未做：{what}。{_ENGLISH.sub('', why)}。"
    cut = int(manifest.get("counts", {}).get("n_cut", 0))
    if cut:
        yield f"有 {show_value(cut, 'whole')} 个职位的文本被平台截断，其中的要求可能不全。"


TEXTS: dict[str, Callable[[Mapping[str, Table], Mapping[str, Any]], Iterator[str]]] = {
    "purpose": _purpose,
    "scope": _scope,
    "method": _method,
    "limits": _limits,
}
