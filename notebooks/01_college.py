# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 职业院校：从招聘启事到调研报告 / A college: from postings to the survey report
#
# 先定范围（专业、层次），再看岗位群、要求、紧缺岗位，最后出 Word 报告。

# %%
from tempfile import mkdtemp

import jobmine as jm
from jobmine.data import path
from jobmine.testing import quick_config

sample = path("sample")
run = jm.run(
    sorted(sample.glob("招聘_*")),
    mkdtemp(prefix="jobmine-college-"),
    scope=jm.Scope(school_level="高职"),
    supply=sample / "供给_求职申请.csv",
    config=quick_config(),
)

# %% [markdown]
# ## 漏斗：范围内还剩多少 / The funnel of the scope

# %%
run.table("funnel")

# %% [markdown]
# ## 岗位群 / Role groups

# %%
run.table("roles").head(10)[["role", "n", "share", "typical_posts"]]

# %% [markdown]
# ## 要求 / What is asked for
#
# 分母是有可读要求的职位；样本少的有标记。

# %%
demand = jm.demand_table(run, by="role")
demand.frame.sort_values("share", ascending=False).head(10)[["role", "kind", "term", "n", "n_text", "share", "flag"]]

# %%
jm.draw_cloud(demand, run.path / "figures" / "college.png", kind="knowledge")[:10]

# %% [markdown]
# ## 紧缺岗位 / Scarce posts

# %%
jm.scarcity_table(run).frame.head(8)

# %% [markdown]
# ## 自备材料与 Word 报告 / Your own materials, and the Word report
#
# 没有的部分在报告里写〔待补充〕。

# %%
materials = run.path / "材料"
materials.mkdir(exist_ok=True)
(materials / "政策.txt").write_text("示例：省级专业目录（2025年），要求对接先进制造业。", encoding="utf-8")
jm.write_report(
    run,
    formats=("docx", "xlsx"),
    materials=materials,
    title="示例专业人才需求调研报告",
    organisation="示例职业学院",
)
