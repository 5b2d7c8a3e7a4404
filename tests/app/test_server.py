from __future__ import annotations

import subprocess
import sys
from http.client import HTTPConnection

import pytest

from jobmine.app.server import _flags, serve
from jobmine.errors import ConfigError, MissingExtraError


@pytest.mark.parametrize("address", ["0.0.0.0", "192.168.1.5", "::"])
def test_other_addresses_than_the_loopback_one_are_refused(tmp_path, address):
    with pytest.raises(ConfigError, match=r"127\.0\.0\.1"):
        serve(tmp_path, print, address=address)


def test_without_streamlit_the_error_names_the_command(tmp_path, monkeypatch):
    monkeypatch.setattr("jobmine.app.server.find_spec", lambda name: None)
    with pytest.raises(MissingExtraError, match="pip install"):
        serve(tmp_path, print)


def test_help_needs_no_streamlit():
    code = (
        "import sys; sys.modules['streamlit'] = None\n"
        "from jobmine.cli import main\nsys.argv = ['jobmine', 'app', '--help']\nmain()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=True)
    assert "127.0.0.1" in done.stdout


def test_settings_keep_everything_on_this_computer():
    flags = dict(zip(*[iter(_flags(8000, 5))] * 2, strict=True))
    assert flags["--server.address"] == flags["--server.allowedHosts"] == "127.0.0.1"
    assert flags["--browser.gatherUsageStats"] == "false"
    assert flags["--server.enableXsrfProtection"] == flags["--server.enableCORS"] == "true"


def test_a_second_start_joins_the_server_that_runs(served):
    address, home = served
    command = [sys.executable, "-m", "jobmine", "app", "--no-browser", "--home", str(home)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert address in done.stdout


@pytest.mark.parametrize(("host", "status"), [("127.0.0.1", 101), ("evil.example", 403)])
def test_only_this_host_is_answered(served, host, status):
    connection = HTTPConnection(served[0].removeprefix("http://").strip("/"), timeout=10)
    connection.putrequest("GET", "/_stcore/stream", skip_host=True)
    head = {
        "Host": host, "Origin": f"http://{host}", "Connection": "Upgrade", "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }  # fmt: skip
    for name, value in head.items():
        connection.putheader(name, value)
    connection.endheaders()
    assert connection.getresponse().status == status
    connection.close()
