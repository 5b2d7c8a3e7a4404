import pyarrow as pa
import pytest

from jobmine.schema import SCHEMAS, codebook, empty, validate
from jobmine.tables import explode, from_columns, nested_type


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_column_has_a_description_and_a_name_of_its_own(name):
    schema = SCHEMAS[name]
    assert len(set(schema.names)) == len(schema.names)
    assert all(field.metadata[b"description"] for field in schema)


def test_the_tables_of_the_contract_are_all_there():
    assert set(SCHEMAS) >= {
        "postings", "posting_classes", "posting_area", "posting_major", "parses", "rejected", "sections", "mentions", "terms",
        "tasks", "task_groups", "conditions", "roles", "supply", "flows", "courses", "people", "totals", "documents",
        "document_tags", "clauses",
    }  # fmt: skip


def test_validate_names_missing_and_unknown_columns():
    with pytest.raises(ValueError, match=r"missing columns \['role'.*unknown columns \['rolle'\]"):
        validate(pa.table({"rolle": ["a"]}), "roles")


def test_validate_refuses_values_that_do_not_fit():
    table = from_columns("roles", 1, {"role": pa.array(["a"])})
    bad = table.set_column(2, "n", pa.array(["many"]))
    with pytest.raises(ValueError, match="table roles"):
        validate(bad, "roles")


def test_nested_rows_come_out_as_they_went_in():
    rows = [[{"kind": "duties", "start": 0, "end": 3, "how": "heading"}], [], None]
    nested = pa.table({"posting_id": ["a", "b", "c"], "x": pa.array(rows, nested_type("sections"))})
    assert explode(nested, "x", "sections").to_pylist() == [{"posting_id": "a", **rows[0][0]}]


def test_the_codebook_has_every_column():
    assert codebook().num_rows == sum(len(schema) for schema in SCHEMAS.values())
    assert empty("mentions").num_rows == 0
