import pyarrow as pa

from jobmine.config import Config
from jobmine.pipeline.steps import extract_texts


class Recorder:
    """An engine that keeps what it was given."""

    def __init__(self):
        self.rows = []

    def map_batches(self, function, table, *, weight=1):
        self.rows.append(table["posting_id"].to_pylist())
        return pa.Table.from_batches([function(batch) for batch in table.combine_chunks().to_batches()])


def test_equal_texts_are_read_once_and_every_posting_has_its_mentions():
    texts = pa.table(
        {
            "posting_id": ["a", "b", "c", "d", "e"],
            "text": ["要求：会焊接\n会CAD", "要求：会焊接", "要求：会焊接\n会CAD", None, "要求：会焊接\n会CAD"],
            "split": pa.array([None, None, None, None, 7], pa.int32()),
        }
    )
    engine = Recorder()
    found = extract_texts(texts, "requirements", Config().override(extract__tagger="lexicon"), engine).to_pylist()
    assert engine.rows == [["a", "b", "d", "e"]]
    assert [row["posting_id"] for row in found] == ["a", "b", "c", "d", "e"]
    assert [[m["term"] for m in row["mentions"]] for row in found] == [
        ["焊接", "CAD"],
        ["焊接"],
        ["焊接", "CAD"],
        [],
        ["CAD"],
    ]
