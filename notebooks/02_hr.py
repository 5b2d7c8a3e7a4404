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
# # 企业人力资源：岗位画像与对标 / An HR team: profile and benchmark

# %%
from tempfile import mkdtemp

import jobmine as jm
from jobmine.data import path
from jobmine.pipeline.documents import write_profile
from jobmine.measure.pay import pay_table
from jobmine.show.clouds import draw_cloud_pair
from jobmine.testing import quick_config

run = jm.run(
    sorted(path("sample").glob("招聘_*")),
    mkdtemp(prefix="jobmine-hr-"),
    config=quick_config(),
)

# %% [markdown]
# ## 岗位画像，一页 / A profile on one page

# %%
post = run.table("posts")["post"][0]
post, write_profile(run, "post", post, run.path / "画像.html"), write_profile(run, "post", post, run.path / "画像.png")

# %% [markdown]
# ## 薪酬分位数 / Pay

# %%
pay_table(run, "city").frame.dropna(subset=["p50"])[["city", "n_pay", "p25", "p50", "p75", "flag"]]

# %%
pay_table(run, "experience").frame[["experience", "n_pay", "p25", "p50", "p75", "flag"]]

# %% [markdown]
# ## 自己的启事与市场 / Your own posting against the market
#
# 我们写了、市场少见的，和市场常要、我们没写的。

# %%
own = "任职要求：熟悉PLC编程和电气控制，持低压电工证，责任心强。"
mine = {mention.term for mention in jm.extract_text(own)}
market = jm.demand_table(run, ()).frame.set_index("term")["share"]
{term: market.get(term) for term in sorted(mine)}

# %%
market[~market.index.isin(mine)].sort_values(ascending=False).head(8)

# %% [markdown]
# ## 两组各自多要求什么 / What each of two groups asks for more
#
# 并排的两朵词云，只画差别的区间不含 0 的词。

# %%
beside = jm.demand_table(run, ("all",), where="seniority = '初级'", against="seniority <> '初级'")
draw_cloud_pair(beside, run.path / "figures" / "pair.png", names=("初级", "其他职级"))
