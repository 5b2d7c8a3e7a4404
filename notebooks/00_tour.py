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
# # 一圈看完 / A tour
#
# 从招聘文件到表、图和报告，用自带的虚构样例，约一分钟。
# *From files of postings to tables, pictures and a report, on the bundled, invented sample.*

# %%
from tempfile import mkdtemp

import jobmine as jm
from jobmine.data import path
from jobmine.testing import quick_config

sample = path("sample")
files = sorted(sample.glob("招聘_*"))
[file.name for file in files]

# %% [markdown]
# ## 一段话里要求什么 / What one text asks for

# %%
jm.extract_text("熟练使用Excel，有责任心，会计证优先")

# %% [markdown]
# ## 全流程 / The whole job
#
# `config` 只是为了快；平常不写。*The settings are for speed only.*

# %%
run = jm.run(
    files,
    mkdtemp(prefix="jobmine-tour-"),
    supply=sample / "供给_求职申请.csv",
    flows=sample / "流动.csv",
    config=quick_config(),
)
run.manifest["read"], run.manifest["counts"]

# %% [markdown]
# ## 表 / Tables
#
# 每张表带着来源、样本和定义。*Each table carries its base and definition.*

# %%
jm.demand_table(run, by="role", top_n=3).frame.head(9)[["role", "kind", "term", "n", "n_text", "share"]]

# %%
run.table("overview_education")[["education", "n", "share", "share_low", "share_high"]]

# %% [markdown]
# ## 自己问 / Your own question

# %%
run.sql("SELECT city, COUNT(*) AS n FROM postings GROUP BY city ORDER BY n DESC, city LIMIT 5").to_pandas()

# %% [markdown]
# ## 报告 / The report

# %%
jm.write_report(run, formats=("html",))
