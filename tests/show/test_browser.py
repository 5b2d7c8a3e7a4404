"""The HTML report driven in Chromium, from a file; skipped where there is no browser to drive."""

from __future__ import annotations

import csv
import json
import shutil
import time

import pytest

from jobmine.show.report import Chapter, Example, Report, write_html

webdriver = pytest.importorskip("selenium.webdriver")
BROWSER, DRIVER = (next(filter(None, map(shutil.which, names)), None) for names in
                   (("chromium", "chromium-browser", "google-chrome"), ("chromedriver",)))  # fmt: skip
pytestmark = pytest.mark.skipif(not (BROWSER and DRIVER), reason="no Chromium with its driver")


@pytest.fixture(scope="module")
def downloads(tmp_path_factory):
    return tmp_path_factory.mktemp("downloads")


@pytest.fixture(scope="module")
def browser(downloads):
    from selenium.webdriver.chrome.options import Options
    from selenium.webdriver.chrome.service import Service

    options = Options()
    options.binary_location = BROWSER
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"):
        options.add_argument(argument)
    options.add_experimental_option("prefs", {"download.default_directory": str(downloads)})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    yield driver
    driver.quit()


@pytest.fixture
def page(browser, sample_run):
    browser.set_window_size(1280, 900)
    browser.get((sample_run.path / "report.html").as_uri())
    return browser


def table_of(page, name):
    return page.find_element("css selector", f'.sheet[data-name="{name}"]')


def column(sheet, number):
    cells = sheet.find_elements("css selector", f"tbody tr:not([hidden]) td:nth-child({number})")
    return [cell.get_attribute("textContent").strip() for cell in cells]


def test_page_opens_from_a_file_without_error_or_request(page):
    time.sleep(0.3)
    assert page.get_log("browser") == []
    events = [json.loads(entry["message"])["message"] for entry in page.get_log("performance")]
    asked = [e["params"]["request"]["url"] for e in events if e["method"] == "Network.requestWillBeSent"]
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    assert page.find_element("css selector", "h1").text


def test_a_click_on_a_head_sorts_numbers_down_then_up(page):
    sheet = table_of(page, "overview_city")
    head = next(h for h in sheet.find_elements("css selector", "th button") if h.text.startswith("职位数"))
    place = [h.text for h in sheet.find_elements("css selector", "th")].index(head.text) + 1
    for order in (True, False):
        page.execute_script("arguments[0].click()", head)
        numbers = [float(text.replace(",", "")) for text in column(sheet, place)]
        assert numbers == sorted(numbers, reverse=order)


def test_keyboard_sorts_too(page):
    from selenium.webdriver.common.keys import Keys

    sheet = table_of(page, "overview_city")
    sheet.find_element("css selector", "th button").send_keys(Keys.ENTER)
    assert sheet.find_element("css selector", "th").get_attribute("aria-sort") == "ascending"


def test_the_filter_leaves_rows_with_the_word(page):
    sheet = table_of(page, "overview_city")
    city = column(sheet, 1)[1]
    sheet.find_element("css selector", "input").send_keys(city)
    assert set(column(sheet, 1)) == {city}


def test_a_table_downloads_as_csv_with_its_numbers(page, downloads, sample_run):
    button = table_of(page, "overview_education").find_element("css selector", ".download")
    page.execute_script("arguments[0].click()", button)
    target = downloads / "overview_education.csv"
    for _ in range(50):
        if target.exists():
            break
        time.sleep(0.1)
    with target.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    whole = sample_run.table("overview_education")
    assert [int(row["职位数"]) for row in rows] == whole["n"].to_list()
    assert [float(row["占比"]) for row in rows] == pytest.approx(whole["share"].to_list())
    assert rows[0]["占比 95% 区间"].startswith("[")


def test_a_term_opens_sentences_with_the_term_marked(page):
    term = page.find_element("css selector", '.sheet[data-name="demand"] td details')
    page.execute_script("arguments[0].querySelector('summary').click()", term)
    marked = term.find_elements("css selector", "mark")
    assert marked
    assert all(mark.text for mark in marked)


def test_every_picture_has_words_and_every_control_a_name(page):
    pictures = page.find_elements("css selector", "img")
    assert pictures
    assert all(len(picture.get_attribute("alt")) > 3 for picture in pictures)
    controls = page.find_elements("css selector", "main button, main input")
    assert all(c.get_attribute("textContent").strip() or c.get_attribute("aria-label") for c in controls)


def test_a_narrow_window_does_not_scroll_sideways(page):
    page.set_window_size(390, 844)
    assert page.execute_script("return document.documentElement.scrollWidth - window.innerWidth") <= 0


def test_paper_has_the_tables_without_their_tools(page):
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    shown = page.execute_script("return getComputedStyle(document.querySelector('.tools')).display")
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    assert shown == "none"


def test_a_report_prints_to_pdf(browser, demand, pay, tmp_path):
    report = Report("报告", chapters=(Chapter("需求", tables=(demand, pay)),))
    browser.get(write_html(report, tmp_path / "p.html").as_uri())
    assert len(browser.print_page()) > 10_000


def test_hostile_texts_run_nothing(browser, hostile, tmp_path):
    sentence = "会<script>window.hit = 1</script><img src=x onerror='window.hit = 1'>焊接"
    terms = hostile.frame["term"]
    examples = {("skill", term): [Example("a-1", sentence, 0, 1)] for term in terms}
    report = Report(terms[0], chapters=(Chapter(terms[1], text=tuple(terms), tables=(hostile,)),), examples=examples)
    browser.get(write_html(report, tmp_path / "h.html").as_uri())
    assert browser.execute_script("return window.hit === undefined && document.images.length === 0")
    assert browser.get_log("browser") == []
    assert all(term in browser.find_element("css selector", "main").text for term in terms)
