"""A model of one's own: made from labels, refused where it is worse, used where it is named, known by its id."""

import json
import shutil

import pyarrow as pa
import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from jobmine.cli.app import app
from jobmine.config import Config
from jobmine.errors import ConfigError, ModelError, ReadError
from jobmine.extract.learning import Manner
from jobmine.extract.mentions import extract_batch
from jobmine.extract.taggers import choose_tagger
from jobmine.pipeline import label_form as form
from jobmine.pipeline import tuning
from jobmine.pipeline.labelled import read_labels
from jobmine.pipeline.labelling import write_labels
from jobmine.pipeline.runs import run
from jobmine.pipeline.tuning import learned_from, tune_model
from jobmine.testing import quick_config, write_sample

RUNNER = CliRunner()


@pytest.fixture(scope="module", autouse=True)
def quick():
    """What is tested here does not need to be learned well."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tuning, "Manner", lambda: Manner(steps=2))
        yield


@pytest.fixture(scope="module")
def labels(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tuning")
    path = folder / "labels.xlsx"
    write_labels(write_sample(folder), path, config=quick_config())
    book = load_workbook(path)
    for row in book[form.MARKS].iter_rows(min_row=2):
        if row[1].value == 0:
            row[form.MARK_HEADS.index(form.READ)].value = form.YES
    book.save(path)
    return path


@pytest.fixture(scope="module")
def model(labels):
    folder = labels.with_name("model")
    tune_model([labels], folder)
    return folder


def test_the_card_says_what_it_learned_from_and_how_well_it_does(labels, model):
    card = json.loads((model / tuning.CARD).read_text(encoding="utf-8"))
    records = read_labels(labels)
    assert card["postings"] == len(records)
    assert card["mentions"] == sum(len(record["mentions"]) for record in records)
    assert card["sample_after"] >= card["sample_before"] - 0.01
    assert card["gain_low"] <= card["own_after"] - card["own_before"] <= card["gain_high"]
    assert card["model"] != card["base"]
    assert not any(record["title"] in json.dumps(card, ensure_ascii=False) for record in records)


def test_the_same_labels_and_seed_give_the_same_model(labels, model, tmp_path):
    again = tune_model([labels], tmp_path / "again")
    assert again.model == json.loads((model / tuning.CARD).read_text(encoding="utf-8"))["model"]


def test_a_model_that_is_worse_on_the_shipped_sample_is_refused_with_the_figures(labels, tmp_path, monkeypatch):
    monkeypatch.setattr(tuning, "_MOST_LOST", -1.0)
    with pytest.raises(ConfigError, match=r"F1 由 0\.\d+ 降到 0\.\d+"):
        tune_model([labels], tmp_path / "worse")
    assert not (tmp_path / "worse").exists()


def test_the_same_posting_in_two_workbooks_is_refused(labels, tmp_path):
    other = shutil.copy(labels, tmp_path / "other.xlsx")
    with pytest.raises(ReadError, match="标了两次"):
        tune_model([labels, other], tmp_path / "model")


def test_too_few_labels_are_refused(labels, tmp_path, monkeypatch):
    monkeypatch.setattr(tuning, "_FEWEST", 500)
    with pytest.raises(ConfigError, match="至少要 500 条"):
        tune_model([labels], tmp_path / "model")


def test_a_folder_that_holds_something_is_left_alone(labels, model):
    with pytest.raises(ConfigError, match="新的或空的文件夹"):
        tune_model([labels], model)


def test_a_model_knows_the_postings_it_learned_from(labels, model):
    records = read_labels(labels)
    assert learned_from(str(model), [*records, {"req": "另一条"}]) == len(records)
    assert learned_from(str(model / "elsewhere"), records) == 0


def test_fast_finds_mentions_with_it_and_a_damaged_one_is_refused(model, tmp_path):
    batch = pa.RecordBatch.from_pydict({"posting_id": ["a"], "text": ["任职要求：熟悉税法。"]})
    found = extract_batch(batch, tagger="fast", model=str(model))["mentions"].to_pylist()[0]
    assert [mention["surface"] for mention in found] == ["税法"]
    damaged = tmp_path / "damaged"
    shutil.copytree(model, damaged)
    (damaged / "weights.npz").write_bytes(b"x")
    for folder, said in ((damaged, "damaged"), (tmp_path / "none", "missing")):
        with pytest.raises(ModelError, match=said):
            extract_batch(batch, tagger="fast", model=str(folder))


def test_a_model_is_for_fast_alone(model):
    assert choose_tagger("auto", 10, str(model)) == "fast"
    with pytest.raises(ConfigError, match="is for fast"):
        choose_tagger("best", 10, str(model))


def test_its_id_stands_in_the_manifest_and_another_model_is_another_stage(model, tmp_path):
    config = quick_config().override(extract__tagger="fast", extract__model=str(model))
    done = run(write_sample(tmp_path), tmp_path / "out", config=config)
    card = json.loads((model / tuning.CARD).read_text(encoding="utf-8"))
    assert (done.manifest["tagger"], done.manifest["model"]) == ("fast", card["model"])
    assert done.manifest["settings"]["extract"]["model"] == str(model)


def test_without_a_model_the_id_is_that_of_what_found_the_mentions(tiny_run):
    assert (tiny_run.manifest["tagger"], tiny_run.manifest["model"]) == ("lexicon", "")


def test_the_verbs_say_what_came_of_it(labels, model, tmp_path):
    done = RUNNER.invoke(app, ["evaluate", str(labels), "--tagger", "fast", "--model", str(model)])
    assert done.exit_code == 0, done.output
    assert "这个模型学过" in done.output
    assert "全部" in done.output
    done = RUNNER.invoke(app, ["evaluate", str(labels), "--tagger", "fast", "-o", str(tmp_path / "f1.csv")])
    assert (tmp_path / "f1.csv").read_text(encoding="utf-8-sig").startswith("kind,labelled,found,right,precision")
    done = RUNNER.invoke(app, ["evaluate", str(labels), "--tagger", "lexicon", "--json"])
    assert json.loads(done.output)["exact"]["f1"] == 1.0  # the suggestions were taken as they are
    done = RUNNER.invoke(app, ["tune", str(labels), "-o", str(tmp_path / "m")])
    assert done.exit_code == 0, done.output
    assert "--tagger fast --model" in done.output
    assert isinstance(Config().extract.model, str)
