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
# # 研究者：质量、权重、时间、网络 / A researcher: quality, weights, time, networks

# %%
from tempfile import mkdtemp

import jobmine as jm
from jobmine.data import path
from jobmine.measure.pairs import pair_table
from jobmine.show.network_charts import chart_network
from jobmine.testing import quick_config

run = jm.run(
    sorted(path("sample").glob("招聘_*")),
    mkdtemp(prefix="jobmine-researcher-"),
    config=quick_config(),
)

# %% [markdown]
# ## 读到了什么，没读到什么 / What was read, and what was not

# %%
run.table("sample")

# %%
run.table("parses").groupby("column")["reason"].agg(["size", "count"]).rename(columns={"size": "cells", "count": "unread"})

# %%
{key: run.manifest[key] for key in ("jobmine", "schema_version", "lexicon", "tagger", "period")}

# %% [markdown]
# ## 重复发布的影响 / The effect of duplicates

# %%
postings = run.table("postings")
postings["duplicate_of"].notna().groupby(postings["source"]).agg(["size", "sum"])

# %% [markdown]
# ## 权重：占比、类 TF-IDF、对数优势比 / Weights

# %%
weights = jm.demand_table(run, by="industry").frame
weights.groupby("industry", sort=False).head(2)[["industry", "term", "share", "class_tfidf", "log_odds_z"]].head(10)

# %% [markdown]
# ## 时间 / Time

# %%
run.table("months")

# %% [markdown]
# ## 网络，另存 GEXF / The network, and a GEXF for Gephi

# %%
pairs = pair_table(run)
chart_network(pairs, run.path / "figures" / "pairs.svg")
pairs.frame.head(8)[["head", "tail", "n", "association"]]
