"""The tables that rooms hand to each other: the contract of the package.

Every table is an Arrow schema whose fields carry a description. A column that an input lacks is
null, never guessed. Columns that a later stage adds to a posting stand in side tables keyed by
``posting_id``.

Examples
--------
>>> [field.name for field in SCHEMAS["roles"]][:3]
['role', 'family', 'n']
>>> description("mentions", "surface")
'the words as they stand: text[start:end]'
"""

from __future__ import annotations

import pyarrow as pa

SCHEMA_VERSION = "1"

KINDS = ("knowledge", "skill", "quality", "certificate", "major")
ASPECTS = ("theory", "technique", "tool", "equipment", "standard", "domain")
LEVELS = ("了解", "熟悉", "掌握", "精通")
SECTIONS = ("duties", "requirements", "benefits", "company", "contact", "other")
EDUCATIONS = ("不限", "初中", "高中", "中专", "大专", "本科", "硕士", "博士")
SCHOOL_LEVELS = ("中职", "高职", "职业本科", "本科")
EMPLOYMENTS = ("full_time", "part_time", "internship", "project", "outsourced", "platform")
SENIORITIES = ("初级", "中级", "高级", "管理")

TEXT, WHOLE, NUMBER, FLAG, DATE = pa.string(), pa.int32(), pa.float64(), pa.bool_(), pa.date32()
LIST = pa.list_(TEXT)


def _schema(*columns: tuple[str, pa.DataType, str]) -> pa.Schema:
    return pa.schema([pa.field(name, kind, metadata={"description": text}) for name, kind, text in columns])


_ID = ("posting_id", TEXT, "the posting, as in postings")
_SPAN = (
    ("start", WHOLE, "first character, counted from 0 in the posting's text"),
    ("end", WHOLE, "one past the last character"),
)

# What a file says of a posting, before anything is interpreted: every cell as a string.
RAW_COLUMNS: dict[str, str] = {
    "id": "the site's own id",
    "platform": "site that published it",
    "url": "address of the posting",
    "title": "职位名称",
    "text": "职位描述, duties and requirements together",
    "duties": "岗位职责, where a file has it apart",
    "requirements": "任职要求, where a file has it apart",
    "company": "公司名称",
    "company_type": "公司类型, 公司性质",
    "company_size": "公司规模",
    "place": "工作地点 in one cell",
    "province": "省份",
    "city": "城市",
    "district": "区县",
    "industry": "所属行业",
    "salary": "薪资 in one cell",
    "salary_min": "最低薪资",
    "salary_max": "最高薪资",
    "salary_months": "几薪",
    "headcount": "招聘人数",
    "employment": "工作性质: 全职, 兼职, 实习",
    "benefits": "福利",
    "tags": "技能要求, 标签 as given",
    "education": "学历要求",
    "experience": "经验要求",
    "age": "年龄要求",
    "majors": "专业要求, 优选专业",
    "published": "发布时间",
    "first_seen": "首次扫描日期",
    "last_seen": "记录更新日期",
    "collected": "采集日期",
}

SCHEMAS: dict[str, pa.Schema] = {
    "raw": _schema(
        ("source", TEXT, "name of the file, and of the sheet where there are several"),
        ("row", WHOLE, "row in the source, counted from 0 below the header"),
        *((name, TEXT, text) for name, text in RAW_COLUMNS.items()),
    ),
    "rejected": _schema(
        ("source", TEXT, "name of the file"),
        ("row", WHOLE, "row in the source, counted from 0 below the header"),
        ("reason", TEXT, "why the row could not be used"),
        ("raw", TEXT, "the row as it stood, personal data masked"),
    ),
    "postings": _schema(
        ("posting_id", TEXT, "the site's id if unique in its source, else a hash of source, title, employer, text"),
        ("source", TEXT, "name of the file"),
        ("row", WHOLE, "row in the source, counted from 0 below the header"),
        ("platform", TEXT, "site that published the posting"),
        ("url", TEXT, "address of the posting"),
        ("published", DATE, "day of publication"),
        ("first_seen", DATE, "day of the first sight"),
        ("last_seen", DATE, "day of the last sight"),
        ("collected", DATE, "day on which the file was gathered"),
        ("title", TEXT, "title as given"),
        ("text", TEXT, "description, cleaned and masked; offsets refer to it"),
        ("text_complete", FLAG, "false when the text is cut with an ellipsis"),
        ("company", TEXT, "employer as given"),
        ("employer", TEXT, "canonical name of the employer"),
        ("company_type", TEXT, "国有 民营 外资 港澳台 事业 其他"),
        ("company_size", TEXT, "size class in persons, as 50-150"),
        ("province", TEXT, "province"),
        ("city", TEXT, "prefecture city"),
        ("district", TEXT, "district or county"),
        ("place_code", TEXT, "GB/T 2260 code of the narrowest place known"),
        ("clusters", LIST, "city clusters that the city belongs to"),
        ("industry_raw", TEXT, "industry as the site labels it"),
        ("industry", TEXT, "division of GB/T 4754-2017, two digits"),
        ("industry_section", TEXT, "section of GB/T 4754-2017, a letter"),
        ("salary_min", NUMBER, "lower end of pay, yuan a month"),
        ("salary_max", NUMBER, "upper end of pay, yuan a month"),
        ("salary_months", NUMBER, "months paid a year, null where not stated"),
        ("headcount", WHOLE, "people wanted, null where not stated"),
        ("headcount_stated", FLAG, "whether a number of people is stated"),
        ("employment", TEXT, "full_time part_time internship project outsourced platform"),
        ("benefits", LIST, "benefits as given"),
        ("tags", LIST, "tags as given"),
        ("education", TEXT, "lowest education asked for"),
        ("experience_min", NUMBER, "years of experience asked for, at least"),
        ("experience_max", NUMBER, "years of experience asked for, at most"),
        ("graduates", TEXT, "only: for graduates alone; welcome: they may apply; null: silent"),
        ("age_min", WHOLE, "lowest age asked for"),
        ("age_max", WHOLE, "highest age asked for"),
        ("sex_stated", TEXT, "男 or 女 where the posting asks for it"),
        ("majors_asked", LIST, "majors as given in a column"),
        ("post", TEXT, "normalised title"),
    ),
    "posting_classes": _schema(
        _ID,
        ("in_scope", FLAG, "counted in the tables of the run"),
        ("duplicate_of", TEXT, "the kept posting that this one repeats, null where it is kept"),
        ("agency", FLAG, "published by an agency for other employers"),
        ("seniority", TEXT, "初级 中级 高级 管理"),
        ("occupation", TEXT, "code of the 2022 职业分类大典"),
        ("occupation_score", NUMBER, "score of that code, 0 to 1"),
        ("occupation_candidates", LIST, "the five best codes"),
        ("role", TEXT, "name of the role"),
    ),
    "posting_area": _schema(
        _ID,
        ("area", TEXT, "领域, as in areas.tsv"),
        ("how", TEXT, "which rule put it there: title, occupation, term, text, employer, industry"),
        ("evidence", TEXT, "what the rule found"),
        ("weight", NUMBER, "weight of the posting in the area"),
    ),
    "posting_major": _schema(
        _ID,
        ("major", TEXT, "code of the major in the catalogue"),
        ("how", TEXT, "named: asked for; title: told by it; named_class: in a class asked for; mapped: by occupation"),
        ("evidence", TEXT, "what the rule found"),
        ("weight", NUMBER, "share of the posting that counts for the major"),
    ),
    "parses": _schema(
        _ID,
        ("column", TEXT, "typed column"),
        ("raw", TEXT, "cell as it stood"),
        ("value", TEXT, "what was read"),
        ("rule", TEXT, "the rule that read it"),
        ("reason", TEXT, "why nothing could be read"),
    ),
    "sections": _schema(
        _ID,
        ("kind", TEXT, "duties requirements benefits company contact other"),
        *_SPAN,
        ("how", TEXT, "column, heading, or sentence"),
    ),
    "mentions": _schema(
        _ID,
        ("kind", TEXT, "knowledge skill quality certificate major"),
        ("aspect", TEXT, "of knowledge: theory technique tool equipment standard domain"),
        ("term", TEXT, "canonical term"),
        ("surface", TEXT, "the words as they stand: text[start:end]"),
        *_SPAN,
        ("level", TEXT, "了解 熟悉 掌握 精通"),
        ("preferred", FLAG, "elastic: 优先, 加分 …"),
        ("negated", FLAG, "said not to be needed"),
        ("as_experience", FLAG, "asked as experience"),
        ("years", NUMBER, "years of experience with it"),
        ("by", TEXT, "lexicon, pattern or tagger"),
        ("score", NUMBER, "confidence, 0 to 1"),
    ),
    "terms": _schema(
        ("term", TEXT, "canonical term"),
        ("kind", TEXT, "knowledge skill quality certificate major"),
        ("aspect", TEXT, "of knowledge"),
        ("trades", LIST, "trades in which the term is at home"),
        ("synonyms", LIST, "other surfaces of the term"),
        ("source", TEXT, "where the entry comes from"),
    ),
    "tasks": _schema(
        _ID,
        *_SPAN,
        ("surface", TEXT, "the duty as it stands: text[start:end]"),
        ("verb", TEXT, "content verb"),
        ("object", TEXT, "its object"),
        ("assists", FLAG, "协助, 配合, 参与"),
    ),
    "task_groups": _schema(
        ("task", TEXT, "name of the group"),
        ("unit", TEXT, "role or post"),
        ("share", NUMBER, "share of the unit's postings"),
        ("n", WHOLE, "postings"),
        ("examples", LIST, "three sentences"),
    ),
    "conditions": _schema(
        _ID,
        ("condition", TEXT, "双休, 五险一金, 夜班 …"),
        ("source", TEXT, "text, benefits or tags"),
        *_SPAN,
        ("negated", FLAG, "said not to be given or asked"),
        ("value", TEXT, "what is stated of it"),
    ),
    "roles": _schema(
        ("role", TEXT, "name"),
        ("family", TEXT, "family of roles: the 小类 of the 职业分类大典 that most postings are in"),
        ("n", WHOLE, "postings, duplicates counted once"),
        ("share", NUMBER, "share of all postings with a role"),
        ("silhouette", NUMBER, "mean over the postings, from the centroids: -1 to 1"),
        ("typical_posts", LIST, "commonest posts"),
        ("nearest_postings", LIST, "posting ids nearest the centre"),
    ),
    "supply": _schema(
        ("measure", TEXT, "seekers applications stock graduates enrolment_plan programmes"),
        ("base", TEXT, "same: of the platform, region and period of the postings; or external"),
        *(
            (name, TEXT, f"the {name} that the row counts, empty where it is not by {name}")
            for name in ("occupation", "post", "role", "major", "area", "industry", "employer")
        ),
        ("city", TEXT, "city"),
        ("school_level", TEXT, "中职 高职 职业本科 本科"),
        ("education", TEXT, "education"),
        ("period", TEXT, "period"),
        ("people", NUMBER, "people"),
    ),
    "flows": _schema(
        ("origin", TEXT, "where from"),
        ("destination", TEXT, "where to"),
        ("dimension", TEXT, "city or industry"),
        ("period", TEXT, "period"),
        ("seniority", TEXT, "seniority"),
        ("education", TEXT, "education"),
        ("people", NUMBER, "people who moved"),
    ),
    "courses": _schema(
        ("origin", TEXT, "own, standard or other"),
        ("major", TEXT, "major"),
        ("school_level", TEXT, "中职 高职 职业本科 本科"),
        ("course", TEXT, "name of the course"),
        ("course_type", TEXT, "课程性质"),
        ("credits", NUMBER, "学分"),
        ("hours", NUMBER, "学时"),
        ("term", TEXT, "学期"),
        ("text", TEXT, "description"),
    ),
    "people": _schema(
        ("person_id", TEXT, "never written out"),
        ("major", TEXT, "major"),
        ("school_level", TEXT, "school level"),
        ("education", TEXT, "education"),
        ("city", TEXT, "city"),
        ("years", NUMBER, "years of experience"),
        ("terms", LIST, "terms that the person has"),
        ("text", TEXT, "free text"),
    ),
    "totals": _schema(
        *(
            (name, TEXT, f"the {name} that the row counts")
            for name in ("occupation", "region", "education", "industry")
        ),
        ("period", TEXT, "period"),
        ("people", NUMBER, "official number of people"),
    ),
    "documents": _schema(
        ("document_id", TEXT, "the document"),
        ("issuer", TEXT, "who issued it"),
        ("city", TEXT, "city"),
        ("year", WHOLE, "year"),
        ("kind", TEXT, "kind of document"),
        ("title", TEXT, "title"),
        ("text", TEXT, "text"),
    ),
    "document_tags": _schema(
        ("document_id", TEXT, "the document"),
        ("kind", TEXT, "target, field, manner or service"),
        ("tag", TEXT, "tag"),
        *_SPAN,
    ),
    "clauses": _schema(
        ("document_id", TEXT, "the document"),
        ("condition", TEXT, "who may have it: conditions with ; between them, alternatives with |"),
        ("benefit", TEXT, "what is given"),
        ("amount", NUMBER, "amount"),
        ("unit", TEXT, "unit of the amount"),
        ("bound", TEXT, "max or min where the amount is not exact"),
        ("period", TEXT, "period that the amount is for"),
        *_SPAN,
    ),
}


def description(table: str, column: str) -> str:
    """Return what a column means.

    Parameters
    ----------
    table, column : str
        Name of a table of :data:`SCHEMAS` and of one of its columns.

    Returns
    -------
    str
        The description that the codebook prints.

    Examples
    --------
    >>> description("roles", "role")
    'name'
    """
    return str(SCHEMAS[table].field(column).metadata[b"description"].decode())


def validate(table: pa.Table, name: str) -> pa.Table:
    """Return the table with the columns, order and types of the contract.

    Parameters
    ----------
    table : pyarrow.Table
        A table whose columns are those of ``SCHEMAS[name]``, in any order.
    name : str
        Name of the contract.

    Returns
    -------
    pyarrow.Table
        The same rows; types cast where nothing is lost.

    Raises
    ------
    ValueError
        If columns are missing or too many, or a value does not fit its type.

    Examples
    --------
    >>> table = pa.table({"posting_id": ["a"], "end": [2], "start": [0], "kind": ["duties"], "how": ["heading"]})
    >>> validate(table, "sections").column_names
    ['posting_id', 'kind', 'start', 'end', 'how']
    """
    schema = SCHEMAS[name]
    if sorted(table.column_names) != sorted(schema.names):
        missing = [c for c in schema.names if c not in table.column_names]
        extra = [c for c in table.column_names if c not in schema.names]
        raise ValueError(f"table {name}: missing columns {missing}, unknown columns {extra}; allowed: {schema.names}")
    try:
        return table.select(schema.names).cast(schema)
    except pa.ArrowInvalid as error:
        raise ValueError(f"table {name}: {error}") from error


def empty(name: str) -> pa.Table:
    """Return a table of the contract without rows.

    Examples
    --------
    >>> empty("roles").num_rows
    0
    """
    return SCHEMAS[name].empty_table()


def codebook(names: list[str] | None = None) -> pa.Table:
    """Return one row a column: table, column, type, description.

    Examples
    --------
    >>> codebook(["roles"])["column"].to_pylist()[0]
    'role'
    """
    rows = [
        {"table": name, "column": f.name, "type": str(f.type), "description": description(name, f.name)}
        for name in (names or SCHEMAS)
        for f in SCHEMAS[name]
    ]
    return pa.Table.from_pylist(rows)
