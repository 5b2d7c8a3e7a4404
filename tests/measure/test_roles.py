from jobmine.config import MeasureConfig
from jobmine.measure.roles import role_table, title_table, transfer_table


def classes(numbers, role, **more):
    return [{"posting_id": f"p{i}", "in_scope": True, "role": role, **more} for i in numbers]


ROLES = [
    {"role": "焊工", "family": "机械热加工人员", "n": 3, "typical_posts": ["焊工", "氩弧焊工"], "nearest_postings": []},
    {"role": "其他", "family": None, "n": 4, "typical_posts": ["门卫"], "nearest_postings": []},
]


def test_a_role_shows_its_size_pay_education_and_commonest_terms_and_the_rest_comes_last(build, ask):
    postings = [
        {"education": e, "salary_min": p, "salary_max": p} for e, p in (("中专", 6000), ("中专", 8000), ("大专", 7000))
    ]
    tables = build(
        postings=[*postings, {}, {}, {}, {}],
        posting_classes=[*classes(range(3), "焊工"), *classes(range(3, 7), "其他")],
        mentions=[*ask([0, 1], "焊接", "knowledge"), *ask([0], "识图", "knowledge")],
        roles=ROLES,
    )
    frame = role_table(tables).frame
    assert frame["role"].tolist() == ["焊工", "其他"]
    first = frame.iloc[0]
    assert (first["n"], first["family"], first["typical_posts"]) == (3, "机械热加工人员", "焊工、氩弧焊工")
    assert (first["pay_median"], first["education"], first["top_knowledge"]) == (7000, "中专", "焊接")


def test_titles_show_where_they_were_put(build):
    tables = build(
        postings=[
            {"title": "高薪诚聘焊工", "post": "焊工"},
            {"title": "高薪诚聘焊工", "post": "焊工"},
            {"title": "电焊工", "post": "焊工"},
        ],
        posting_classes=classes(range(3), "焊工", occupation="6-18-02-04"),
        roles=ROLES,
    )
    frame = title_table(tables).frame
    assert frame[["title", "post", "role", "n"]].to_numpy().tolist() == [
        ["高薪诚聘焊工", "焊工", "焊工", 2],
        ["电焊工", "焊工", "焊工", 1],
    ]
    assert frame["evidence"].tolist() == ["焊工", "焊工"]


def test_a_move_needs_what_only_the_other_role_asks_for(build, ask):
    tables = build(
        postings=[{}] * 4,
        posting_classes=[*classes([0, 1], "焊工"), *classes([2, 3], "钳工")],
        mentions=[
            *ask(range(4), "识图", "knowledge"),
            *ask([2, 3], "装配", "knowledge"),
            *ask([0], "焊接", "knowledge"),
        ],
    )
    frame = transfer_table(tables, config=MeasureConfig(plain_from=1)).frame.set_index("role")
    assert frame.loc["焊工", ["other", "common", "to_learn"]].tolist() == ["钳工", "识图", "装配"]
    assert frame.loc["钳工", "to_learn"] == "焊接"
    assert round(frame.loc["焊工", "cosine"], 3) == 0.632  # (1, 0.5) and (1, 1) on 识图, 焊接, 装配: 1 / sqrt(1.25 * 2)


def test_few_readable_postings_make_no_moves(build, ask):
    tables = build(postings=[{}], posting_classes=classes([0], "焊工"), mentions=ask([0], "识图", "knowledge"))
    assert transfer_table(tables).frame.empty


def test_of_equally_common_levels_the_first_by_name_is_shown_however_rows_are_ordered(build):
    for order in (["初级", "高级"], ["高级", "初级"]):
        tables = build(
            postings=[{"title": "焊工", "post": "焊工"}] * 2,
            posting_classes=[
                {"posting_id": f"p{i}", "in_scope": True, "role": "焊工", "seniority": s} for i, s in enumerate(order)
            ],
            roles=ROLES,
        )
        assert title_table(tables).frame["seniority"].tolist() == ["初级"]
