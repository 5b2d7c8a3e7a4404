"""The script that people write: jieba, pandas, scikit-learn and wordcloud over one file of postings.

``python benchmarks/peer.py POSTINGS... -o FOLDER``: cuts every text with a dictionary of our lexicon's terms, counts
words by industry, makes 20 clusters of TF-IDF vectors, and draws a word cloud for each of the twenty largest
industries. It types nothing, finds no duplicates, knows no requirement from praise, and is not slowed down.
"""

from __future__ import annotations

import argparse
import json
import logging
import time
from collections import Counter
from pathlib import Path

import jieba
import pandas as pd
from pylopdf_fonts_zh_cn import sans_path
from sklearn.cluster import KMeans
from sklearn.feature_extraction.text import TfidfVectorizer
from wordcloud import WordCloud

from jobmine.extract.lexicon import load_lexicon

_TEXT = ("职位描述", "职位信息", "岗位职责", "text", "description", "jd")
_INDUSTRY = ("行业", "公司行业", "所属行业", "industry")
_CLUSTERS = 20
_CLOUDS = 20
_WORDS = 200
_STOP = frozenset(
    {"岗位", "职责", "要求", "任职", "工作", "公司", "以上", "优先", "具有", "具备", "相关", "负责", "能力", "熟悉"}
    | {"进行", "以及", "并且", "良好", "一定", "我们", "经验", "熟练", "了解", "掌握", "完成", "能够", "学历", "专业"}
)


def read(file: Path) -> pd.DataFrame:
    """Return a file as a table of strings."""
    if file.suffix == ".csv":
        return pd.read_csv(file, dtype=str, encoding="utf-8-sig")
    return pd.read_excel(file, dtype=str, engine="calamine")


def column(frame: pd.DataFrame, names: tuple[str, ...]) -> pd.Series:
    """Return the first of the columns whose name holds one of some words, empty if none does."""
    found = [name for name in frame.columns if any(word in str(name) for word in names)]
    return frame[found[0]].fillna("") if found else pd.Series("", index=frame.index)


def main() -> None:
    """Do it all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("postings", type=Path, nargs="+")
    parser.add_argument("-o", "--output", type=Path, required=True)
    options = parser.parse_args()
    options.output.mkdir(parents=True, exist_ok=True)
    seconds: dict[str, float] = {}
    begun = time.perf_counter()

    def done(part: str) -> None:
        seconds[part] = round(time.perf_counter() - begun - sum(seconds.values()), 2)

    frames = [read(file) for file in options.postings]
    text = pd.concat([column(frame, _TEXT) for frame in frames], ignore_index=True)
    industry = pd.concat([column(frame, _INDUSTRY) for frame in frames], ignore_index=True)

    done("read")
    jieba.setLogLevel(logging.WARNING)
    for term in load_lexicon().surfaces:
        jieba.add_word(term)
    words = [[word for word in jieba.lcut(one) if len(word) > 1 and word not in _STOP] for one in text]
    done("cut")

    counts: dict[str, Counter[str]] = {}
    for of, found in zip(industry, words, strict=True):
        counts.setdefault(of, Counter()).update(found)
    table = [(of, word, n) for of, counter in counts.items() for word, n in counter.most_common(_WORDS)]
    pd.DataFrame(table, columns=["industry", "word", "n"]).to_csv(options.output / "words.csv", index=False)

    done("count")
    vectors = TfidfVectorizer(analyzer=list, min_df=5, max_features=20_000).fit_transform(words)
    cluster = KMeans(_CLUSTERS, n_init=1, random_state=0).fit_predict(vectors)
    pd.DataFrame({"cluster": cluster}).to_csv(options.output / "clusters.csv", index=False)

    done("cluster")
    largest = sorted(counts, key=lambda of: -counts[of].total())[:_CLOUDS]
    for number, of in enumerate(largest):
        cloud = WordCloud(str(sans_path()), width=1600, height=1000, max_words=_WORDS, background_color="white")
        cloud.generate_from_frequencies(counts[of]).to_file(options.output / f"cloud-{number}.png")
    done("clouds")
    (options.output / "seconds.json").write_text(json.dumps(seconds), encoding="utf-8")


if __name__ == "__main__":
    main()
