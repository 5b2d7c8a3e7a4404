"""A server of the page on a free port, and a browser that looks at it."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from importlib.util import find_spec

import pytest

BROWSER, DRIVER = (next(filter(None, map(shutil.which, names)), None) for names in
                   (("chromium", "chromium-browser", "google-chrome"), ("chromedriver",)))  # fmt: skip


def wait_for(find, seconds=60.0):
    """Return what ``find`` gives as soon as it is something."""
    from selenium.common.exceptions import WebDriverException

    end, last = time.monotonic() + seconds, None
    while time.monotonic() < end:
        try:
            if found := find():
                return found
        except (WebDriverException, OSError) as error:
            last = error
        time.sleep(0.1)
    raise AssertionError(f"nothing after {seconds} seconds: {last}")


class Page:
    """What a person does with the page."""

    def __init__(self, driver, address, downloads):
        self.driver, self.address, self.downloads = driver, address, downloads

    def open(self, query=""):
        self.driver.get(self.address + query)
        wait_for(lambda: self.all("h2"))
        self.settle()

    wait = staticmethod(wait_for)

    def all(self, selector):
        return self.driver.find_elements("css selector", selector)

    def one(self, key, part=""):
        return wait_for(lambda: self.all(f'[class*="st-key-{key}"] {part}'))[0]

    def settle(self):
        """Wait until the server has answered."""
        time.sleep(0.25)
        wait_for(lambda: self.all('.stApp[data-test-script-state="notRunning"]'))

    def click(self, key, part="button"):
        button = self.one(key, part)
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'}); arguments[0].click()", button)
        self.settle()

    def choose(self, key, text):
        from selenium.webdriver.common.keys import Keys

        box = self.one(key, "input")
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", box)
        box.click()
        box.send_keys(text)
        wait_for(lambda: any(text in option.text for option in self.all('[role="option"]')))
        box.send_keys(Keys.ENTER)
        self.settle()

    def pick(self, key, text):
        """Take the radio button with a text."""
        labels = self.wait(lambda: [e for e in self.all(f".st-key-{key} label") if text in e.text])
        self.driver.execute_script("arguments[0].click()", labels[-1])
        self.settle()

    def write(self, key, text):
        from selenium.webdriver.common.keys import Keys

        box = self.one(key, "input")
        box.send_keys(Keys.CONTROL + "a")  # what stands there is replaced
        box.send_keys(text, Keys.ENTER)
        self.settle()

    def put(self, key, *paths):
        self.one(key, "input[type=file]").send_keys("\n".join(map(str, paths)))
        self.settle()

    def go(self, title):
        self.press("page", title)

    def press(self, key, title):
        """Press the one of several buttons that begins with a title."""
        buttons = wait_for(lambda: [b for b in self.all(f".st-key-{key} button") if b.text.startswith(title)], 20)
        self.driver.execute_script("arguments[0].click()", buttons[0])
        self.settle()

    def download(self, key, suffix):
        self.click(key)
        return wait_for(lambda: next(self.downloads.glob(f"*{suffix}"), None), 20)

    @property
    def text(self):
        return self.driver.find_element("css selector", "body").text


@pytest.fixture(scope="session")
def served(tmp_path_factory):
    """The address of a running server, and its home."""
    if find_spec("streamlit") is None:
        pytest.skip("Streamlit is not installed (extra app)")
    home = tmp_path_factory.mktemp("home")
    command = [sys.executable, "-m", "jobmine", "app", "--no-browser", "--home", str(home), "--max-upload-mb", "5"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        said = (line.decode("utf-8") for line in process.stdout)
        address = next(line.partition("local page: ")[2].split()[0] for line in said if "local page: " in line)
        yield address, home
        process.kill()  # a server asked to end waits for its browsers


@pytest.fixture(scope="session")
def page(served, tmp_path_factory):
    webdriver = pytest.importorskip("selenium.webdriver")
    if not (BROWSER and DRIVER):
        pytest.skip("no Chromium with its driver")
    from selenium.webdriver.chrome.options import Options
    from selenium.webdriver.chrome.service import Service

    downloads = tmp_path_factory.mktemp("downloads")
    options = Options()
    options.binary_location = BROWSER
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"):
        options.add_argument(argument)
    allowed = {"profile.default_content_setting_values.automatic_downloads": 1}  # several one after the other
    options.add_experimental_option("prefs", {"download.default_directory": str(downloads), **allowed})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    driver.set_window_size(1280, 1000)
    yield Page(driver, served[0], downloads)
    driver.quit()
