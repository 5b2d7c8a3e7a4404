"""The spaCy component finds what the plain path finds, wherever the doc goes."""

from __future__ import annotations

import configparser
import json
from importlib import import_module
from pathlib import Path

import pytest
import spacy
from spacy.tokens import Doc, DocBin, Span

from jobmine.data import path
from jobmine.errors import ConfigError
from jobmine.extract.lexicon import Entry
from jobmine.extract.mentions import extract_text
from jobmine.extract.own_lexicon import write_lexicon
from jobmine.spacy_component import NAME, TOKENIZER, blank_pipeline, make_mentions
from jobmine.testing import ROWS

ROOT = Path(__file__).parent.parent
LABELLED = [
    json.loads(line)["req"]
    for name in ("postings", "negation")
    for line in path(f"gold/{name}.jsonl").read_text(encoding="utf-8").splitlines()
]
INVENTED = [row["职位描述"] for row in ROWS]
ODD = [
    "",
    " ",
    "\r\n\r\n",
    "Java  C++\tC#　Node.js",
    "熟悉ＪＡＶＡ者优先\u200b",
    "会数控车床操作工会CAD",
    "熟悉Spring Boot、👷安全帽",
]


@pytest.fixture(scope="module")
def nlp():
    return blank_pipeline()


def mentions_of(doc):
    return [span._.jobmine for span in doc.spans["jobmine"]]


def from_nothing():
    return spacy.blank("zh", config={"nlp": {"tokenizer": {"@tokenizers": TOKENIZER}}})


@pytest.mark.parametrize("section", ["all", "requirements"])
def test_mentions_are_those_of_the_plain_path(section):
    texts = LABELLED + INVENTED + ODD
    docs = list(blank_pipeline(section=section).pipe(texts))
    assert [doc.text for doc in docs] == texts
    assert [mentions_of(doc) for doc in docs] == [extract_text(text, section=section) for text in texts]
    assert sum(map(len, map(mentions_of, docs))) > 900


def test_the_best_tagger_gives_those_of_the_plain_path():
    text = INVENTED[2]
    assert mentions_of(blank_pipeline(tagger="best")(text)) == extract_text(text, tagger="best")


def test_spans_carry_kind_and_term(nlp):
    doc = nlp("精通js者优先")
    (span,) = doc.spans["jobmine"]
    assert (span.text, span.label_, span.kb_id_) == ("js", "knowledge", "JavaScript")
    assert (span._.jobmine.level, span._.jobmine.preferred, span._.jobmine.negated) == ("精通", True, False)
    assert doc[0:1]._.jobmine is None


def test_one_text_and_a_stream_agree(nlp):
    texts = INVENTED * 3
    assert [mentions_of(doc) for doc in nlp.pipe(texts, batch_size=5)] == [mentions_of(nlp(text)) for text in texts]


def test_tokens_are_split_where_a_mention_cuts_them(nlp):
    text = "熟悉数控、车床操作工会CAD"
    assert [token.text for token in from_nothing()(text)][-3:] == ["操作", "工会", "CAD"]
    doc = nlp(text)
    assert doc.text == text
    assert [span.text for span in doc.spans["jobmine"]] == ["数控", "车床操作工", "CAD"]
    assert [token.text for token in doc][-4:] == ["操作", "工", "会", "CAD"]


def test_a_split_leaves_other_spans_and_entities_in_place(nlp):
    doc = Doc(nlp.vocab, words=["会数", "控车床，", "PLC者", "优先"], spaces=[False] * 4)
    doc.spans["mine"] = [doc[2:4], doc[0:1]]
    doc.ents = [Span(doc, 2, 4, label="X")]
    nlp.get_pipe(NAME)(doc)
    assert [span.text for span in doc.spans["jobmine"]] == ["数控车床", "PLC"]
    assert [span.text for span in doc.spans["mine"]] == ["PLC者优先", "会数"]
    assert [entity.text for entity in doc.ents] == ["PLC者优先"]


@pytest.mark.parametrize("tokenizer", [{"@tokenizers": "spacy.zh.ChineseTokenizer"}, {"@tokenizers": TOKENIZER}])
def test_any_tokenizer_will_do(tokenizer):
    pipeline = spacy.blank("zh", config={"nlp": {"tokenizer": tokenizer}})
    pipeline.add_pipe(NAME)
    found = [mentions_of(pipeline(text)) for text in INVENTED]
    assert found == [extract_text(text) for text in INVENTED]


def test_half_a_character_keeps_its_place(nlp):
    text = "会CAD\ud83d，会PLC"
    doc = nlp(text)
    assert len(doc.text) == len(text)
    assert mentions_of(doc) == extract_text(text)


def test_a_pipeline_kept_as_bytes_finds_the_same(nlp):
    other = from_nothing()
    other.add_pipe(NAME, config={"section": "requirements"})
    other.from_bytes(nlp.to_bytes())
    assert mentions_of(other(INVENTED[0])) == mentions_of(nlp(INVENTED[0]))


def test_a_pipeline_kept_on_disk_carries_the_lexicon_of_ones_own(tmp_path):
    own = tmp_path / "own.tsv"
    write_lexicon([Entry("虚构术语", "skill", ("虚术",))], own)
    blank_pipeline(lexicons=[str(own)], spans_key="asked").to_disk(tmp_path / "nlp")
    own.unlink()
    doc = spacy.load(tmp_path / "nlp")("熟悉虚术")
    assert [(span.kb_id_, span.label_) for span in doc.spans["asked"]] == [("虚构术语", "skill")]


@pytest.mark.parametrize("content", [b"", b"\x84\xa6", b"{}", b"[1]", b'{"lexicon": [{"word": 1}]}'])
def test_a_damaged_component_is_named(nlp, content):
    with pytest.raises(ConfigError, match="jobmine_mentions: the kept component cannot be read"):
        nlp.get_pipe(NAME).from_bytes(content)


def test_a_doc_keeps_its_mentions_as_bytes(nlp):
    doc = nlp(INVENTED[0])
    kept = DocBin(docs=[doc], store_user_data=True).to_bytes()
    (again,) = DocBin().from_bytes(kept).get_docs(from_nothing().vocab)
    assert mentions_of(again) == mentions_of(doc)
    assert [span.kb_id_ for span in again.spans["jobmine"]] == [span.kb_id_ for span in doc.spans["jobmine"]]


@pytest.mark.slow
def test_several_processes_agree_with_one(nlp):
    texts = LABELLED[:60]
    assert [mentions_of(doc) for doc in nlp.pipe(texts, n_process=2, batch_size=20)] == [
        extract_text(text) for text in texts
    ]


def test_a_very_long_line_is_read(nlp):
    text = "熟悉CAD，" * 20_000
    assert len(nlp(text).spans["jobmine"]) == 20_000


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"tagger": "auto"}, "tagger 'auto'; allowed: .*best"),
        ({"section": "duties"}, "section 'duties'; allowed"),
    ],
)
def test_a_setting_out_of_range_is_named(settings, message):
    with pytest.raises(ConfigError, match=message):
        blank_pipeline(**settings)


def test_an_unknown_setting_is_refused():
    with pytest.raises(ValueError, match="tager"):
        blank_pipeline(tager="best")


def test_the_configuration_is_complete_and_what_is_written_is_stated(nlp):
    meta = nlp.get_factory_meta(NAME)
    assert meta.default_config == {"tagger": "lexicon", "section": "all", "lexicons": [], "spans_key": "jobmine"}
    assert (meta.assigns, list(meta.requires), meta.retokenizes) == (["doc.spans", "span._.jobmine"], [], True)
    assert nlp.analyze_pipes()["problems"] == {NAME: []}
    assert nlp.config["components"][NAME] == {"factory": NAME, **meta.default_config}


def test_the_entry_points_lead_to_the_component():
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg", encoding="utf-8")
    for group, name in (("spacy_factories", NAME), ("spacy_tokenizers", TOKENIZER)):
        listed = dict(line.split(" = ") for line in setup["options.entry_points"][group].split("\n") if line)
        module, _, function = listed[name].partition(":")
        assert callable(getattr(import_module(module), function))
    assert make_mentions.__module__ == "jobmine.spacy_component"
