import pytest

from jobmine.extract.automaton import Automaton
from jobmine.extract.texts import Texts


def surfaces(patterns, text):
    texts = Texts.join([text])
    found = Automaton(patterns).find(texts)
    return [text[s:e] for s, e in zip(found.start, found.end, strict=True)]


@pytest.mark.parametrize(
    ("patterns", "text", "expected"),
    [
        (["c", "cad"], "会CAD", ["CAD"]),
        (["c"], "会CAD", []),
        (["java"], "JavaScript", []),
        (["java"], "熟悉Java。", ["Java"]),
        (["c", "c++", "c#"], "C、C++、C#", ["C", "C++", "C#"]),
        (["c"], "C++", []),
        (["电气", "电气自动化"], "电气自动化", ["电气自动化"]),
        ([".net"], "ASP.NET", []),
        ([".net"], "会.NET", [".NET"]),
        (["plc"], "ＰＬＣ编程", ["ＰＬＣ"]),
    ],
)
def test_longest_term_with_latin_boundaries(patterns, text, expected):
    assert surfaces(patterns, text) == expected
