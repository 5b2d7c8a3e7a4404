"""Coherence of our topics beside that of gensim's LDA with as many topics, ten passes and the same terms.

``python benchmarks/topics.py FILE FILE``
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np

from jobmine.model.topics import TopicModel, coherence, documents_of, find_topics, top_terms
from jobmine.model.vectors import KindVectorizer
from jobmine.pipeline.steps import extract_mentions, read_postings

_KINDS = ("knowledge", "skill", "certificate")
_PASSES = 10


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    print(f"{'file':28s} {'postings':>8s} {'model':6s} {'topics':>6s} {'NPMI':>7s} {'C_v':>6s} {'s':>6s}")
    for file in parser.parse_args().files:
        mentions = extract_mentions(read_postings(file), tagger="lexicon").mentions
        documents = documents_of(mentions)
        start = time.perf_counter()
        found = find_topics(mentions).search
        ours = found.loc[found["npmi"].idxmax()]
        seconds = time.perf_counter() - start
        print(
            f"{file.name:28s} {len(documents):8d} {'ours':6s} {ours['n_topics']:6d} "
            f"{ours['npmi']:7.3f} {ours['c_v']:6.3f} {seconds:6.1f}"
        )
        start = time.perf_counter()
        vectors = KindVectorizer(_KINDS, weight="binary", min_df=5)
        counts = vectors.fit_transform(mentions, postings=sorted(documents))
        peer = TopicModel(int(ours["n_topics"]), how="lda", passes=_PASSES).fit(counts)
        words, texts = top_terms(peer, list(vectors.get_feature_names_out())), list(documents.values())
        npmi, c_v = (float(np.mean(coherence(words, texts, measure))) for measure in ("npmi", "c_v"))
        seconds = time.perf_counter() - start
        print(
            f"{'':28s} {len(documents):8d} {'gensim':6s} {peer.n_topics:6d} {npmi:7.3f} {c_v:6.3f} {seconds:6.1f}"
            f"   ours {ours['npmi'] - npmi:+.3f} (bar +0.02)"
        )


if __name__ == "__main__":
    main()
