"""The documentation site: built strictly, complete, and without anything from another host."""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import time
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

import jobmine

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
BROWSER, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")

needs_mkdocs = pytest.mark.skipif(importlib.util.find_spec("mkdocs") is None, reason="mkdocs is not installed")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The built pages; tutorials are not run here, their notebooks have a test of their own."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", DOCS / "site/mkdocs.yml", "-d", folder]
    settings = {"JOBMINE_DOCS_OUTPUTS": "false", "NO_MKDOCS_2_WARNING": "1"}
    built = subprocess.run(command, env=os.environ | settings, capture_output=True, text=True, encoding="utf-8")
    assert built.returncode == 0, built.stdout + built.stderr
    return folder


class Assets(HTMLParser):
    """Addresses that a page loads of itself."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        loads = tag in ("script", "img", "iframe", "source", "video", "audio", "embed", "object")
        if loads or (tag == "link" and given.get("rel") not in ("canonical", "prev", "next", "alternate")):
            self.found += [given[name] for name in ("src", "href", "srcset", "data") if given.get(name)]


@needs_mkdocs
@pytest.mark.slow
def test_nothing_is_loaded_from_another_host(site):
    pages = list(site.rglob("*.html"))
    loaded = {name for page in pages for name in Assets(page.read_text(encoding="utf-8")).found}
    assert len(pages) > 20
    assert any(name.endswith(".css") for name in loaded)
    assert not [name for name in loaded if re.match(r"(?:https?:)?//", name)]
    styles = " ".join(sheet.read_text(encoding="utf-8") for sheet in site.rglob("*.css"))
    assert not re.findall(r"""(?:url\(\s*["']?|@import\s+["'])(?:https?:)?//[^)"']+""", styles)


@needs_mkdocs
@pytest.mark.slow
def test_reference_has_every_verb_and_public_name(site):
    from typer.main import get_command

    from jobmine.cli.app import app

    commands = (site / "reference/commands.html").read_text(encoding="utf-8")
    assert not [name for name in get_command(app).commands if f"jobmine {name}" not in commands]
    names = (site / "reference/python.html").read_text(encoding="utf-8")
    public = [name for name in jobmine.__all__ if name != "__version__"]
    assert not [name for name in public if f'id="jobmine.{name}"' not in names]


@needs_mkdocs
@pytest.mark.slow
def test_chinese_is_cut_into_words_for_the_search(site):
    index = json.loads((site / "search/search_index.json").read_text(encoding="utf-8"))
    assert index["config"]["lang"] == ["zh", "en"]
    assert any("用人单位\u200b" in page["text"] for page in index["docs"])


@needs_mkdocs
@pytest.mark.slow
@pytest.mark.skipif(not (BROWSER and DRIVER), reason="no Chromium")
@pytest.mark.parametrize("width", [1280, 390])
def test_pages_opened_as_files_are_searched_in_chinese(site, width):
    webdriver = pytest.importorskip("selenium.webdriver")
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = BROWSER
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    try:
        screen = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
        driver.get((site / "index.html").as_uri())
        driver.execute_script("document.querySelector('[data-md-toggle=search]').click()")
        box = driver.find_element("css selector", "input.md-search__input")
        driver.execute_script("arguments[0].focus()", box)
        box.send_keys("紧缺度")
        end = time.monotonic() + 60
        while not (found := driver.find_elements("css selector", ".md-search-result__link")):
            assert time.monotonic() < end, "nothing is found"
            time.sleep(0.2)
        assert any("measures.html" in link.get_attribute("href") for link in found)
        while driver.execute_script("return document.documentElement.scrollWidth") > width:  # as the box slides in
            assert time.monotonic() < end, "wider than the screen"
            time.sleep(0.2)
        events = [json.loads(entry["message"])["message"] for entry in driver.get_log("performance")]
        asked = {e["params"]["request"]["url"] for e in events if e["method"] == "Network.requestWillBeSent"}
        assert not [url for url in asked if not url.startswith(("file:", "data:", "blob:", "about:"))]
        assert not [entry for entry in driver.get_log("browser") if entry["level"] == "SEVERE"]
    finally:
        driver.quit()


def test_every_page_stands_in_the_navigation():
    navigation = (DOCS / "site/mkdocs.yml").read_text(encoding="utf-8").partition("\nnav:")[2]
    assert not [page.name for page in DOCS.glob("*.md") if f": {page.name}" not in navigation]


def tables_with_formulas():
    """Name, and whether it is marked as ours, of each table that the code gives a formula and a fixed name."""
    for path in sorted((ROOT / "jobmine").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                given = {word.arg: word.value for word in node.keywords}
                if {"name", "title", "formula"} <= given.keys() and isinstance(given["name"], ast.Constant):
                    yield given["name"].value, isinstance(own := given.get("own"), ast.Constant) and own.value is True


def test_measures_have_each_table_with_a_formula_and_mark_what_is_ours():
    sections = (DOCS / "measures.md").read_text(encoding="utf-8").split("\n### ")[1:]
    told = {}
    for section in sections:
        head, _, body = section.partition("\n")
        for name in re.findall(r"`([a-z_]+)`", head):
            told[name] = told.get(name, "") + body.partition("\n## ")[0]
    known = dict(tables_with_formulas())
    assert len(known) > 40
    assert not [name for name in known if name not in told]
    assert not [name for name, own in known.items() if own and "| 自定 |" not in told[name]]


def test_each_measure_has_one_mark():
    page = (DOCS / "measures.md").read_text(encoding="utf-8").split("\n## ", 2)[2]
    rows = [line for line in page.split("\n") if line.startswith("| ") and not line.startswith("| 量 |")]
    assert not [row for row in rows if row.count("| 自定 |") + row.count("| 发表 |") != 1]


def load_tutorials():
    """The module that makes pages of notebooks; it is no part of the package."""
    spec = importlib.util.spec_from_file_location("tutorials", DOCS / "site/tutorials.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@needs_mkdocs
@pytest.mark.parametrize(("run", "shown"), [(True, True), (False, False)])
def test_tutorials_show_what_their_cells_give(run, shown):
    tutorials = load_tutorials()
    script = "# ---\n# ---\n\n# %% [markdown]\n# ## 标题\n\n# %%\na = 20\n\n# %%\n[a, a + 1]\n"
    page, figures = tutorials.render(script, run=run)
    assert page.startswith("## 标题\n\n```python\na = 20\n```")
    assert ("[20, 21]" in page) is shown
    assert figures == {}


@needs_mkdocs
def test_tutorials_show_tables_with_their_index_and_without_exponents(tmp_path):
    tutorials = load_tutorials()
    frame = pd.DataFrame({"city": ["苏州"], "p50": [12000.0], "share": [0.123456]}).set_index("city")
    shown = tutorials.show(frame, str(tmp_path))
    assert re.findall(r"<td>(.*?)</td>", shown) == ["苏州", "12,000", "0.1235"]


@needs_mkdocs
def test_tutorials_do_not_tell_where_they_ran(tmp_path):
    shown = load_tutorials().show([tmp_path / "jobmine-hr-ab12_x9z" / "画像.html"], str(tmp_path))
    assert "['jobmine-hr/画像.html']" in shown
