"""The server of the page: one for each user, on the loopback interface only."""

from __future__ import annotations

import json
import os
import socket
import sys
import threading
import time
import webbrowser
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

from jobmine.app.place import hold
from jobmine.errors import ConfigError, MissingExtraError

LOOPBACK = "127.0.0.1"
SCRIPT = Path(__file__).with_name("main.py")
_WAIT = 30.0  # seconds until a server must answer


def serve(
    home: Path,
    tell: Callable[[str], None],
    *,
    address: str = LOOPBACK,
    port: int = 0,
    open_page: bool = True,
    max_upload_mb: int = 200,
) -> str:
    """Serve the page until it is interrupted; where a server of this home runs already, open its page.

    Parameters
    ----------
    home : Path
        Where runs are kept.
    tell : callable
        Takes the line that says where the page is.
    address : str
        The loopback address; others are refused.
    port : int
        0 takes a free one.
    open_page : bool
        Whether a browser is opened.
    max_upload_mb : int
        Largest file, megabytes.

    Returns
    -------
    str
        The page's address.

    Raises
    ------
    MissingExtraError
        If Streamlit is not installed.
    ConfigError
        If the address is not the loopback one, or the port is taken.
    """
    if address not in (LOOPBACK, "localhost"):
        raise ConfigError(f"--address {address!r}; allowed: {LOOPBACK}. The page is for this computer only")
    if find_spec("streamlit") is None:
        raise MissingExtraError('Streamlit is not installed; run: pip install "jobmine[app]" (or: python run.py app)')
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with hold(home / "server.lock") as first:
        if not first:
            return _join(home, tell, open_page)
        port = _free_port(port)
        page = f"http://{LOOPBACK}:{port}/"
        (home / "server.json").write_text(json.dumps({"page": page, "pid": os.getpid()}), encoding="utf-8")
        threading.Thread(target=import_module, args=("jobmine.pipeline.preview",), daemon=True).start()
        threading.Thread(target=_tell_when_ready, args=(page, tell, open_page), daemon=True).start()
        from streamlit.web.cli import main

        main(["run", str(SCRIPT), *_flags(port, max_upload_mb), "--", str(home)], standalone_mode=False)
    return page


def _flags(port: int, max_upload_mb: int) -> list[str]:
    """Return Streamlit's settings: nothing leaves this computer, nothing of it is shown to others."""
    settings: dict[str, Any] = {
        "server.address": LOOPBACK,
        "server.port": port,
        "server.headless": True,
        "server.showEmailPrompt": False,
        "server.enableCORS": True,
        "server.enableXsrfProtection": True,
        "server.xsrfCookieSameSite": "strict",
        "server.allowedHosts": LOOPBACK,
        "server.maxUploadSize": max_upload_mb,
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": False,
        "browser.serverAddress": LOOPBACK,
        "runner.magicEnabled": False,
        "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none",
        "client.showErrorLinks": False,
        "theme.base": "light",
        "theme.primaryColor": "#0b62a0",
        "logger.level": "warning",
    }
    return [word for name, value in settings.items() for word in (f"--{name}", str(value).lower())]


def _free_port(port: int) -> int:
    with socket.socket() as probe:
        if sys.platform != "win32":  # a server that has just ended does not keep its port
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError as error:
            raise ConfigError(f"--port {port} cannot be used: {error.strerror}; leave it out for a free one") from error
        return int(probe.getsockname()[1])


def _join(home: Path, tell: Callable[[str], None], open_page: bool) -> str:
    """Open the page of the server that runs already."""
    deadline = time.monotonic() + _WAIT
    while time.monotonic() < deadline:
        try:
            page = str(json.loads((home / "server.json").read_text(encoding="utf-8"))["page"])
            if _answers(page):
                tell(f"已在运行 / running already: {page}")
                if open_page:
                    webbrowser.open(page)
                return page
        except (OSError, ValueError):  # the other server is about to write it
            pass
        time.sleep(0.2)
    raise ConfigError(f"{home}: another server holds this folder but does not answer; end it and start again")


def _tell_when_ready(page: str, tell: Callable[[str], None], open_page: bool) -> None:
    deadline = time.monotonic() + _WAIT
    while time.monotonic() < deadline and not _answers(page):
        time.sleep(0.1)
    tell(f"本机网页 / local page: {page} （Ctrl+C 结束 / to stop）")
    if open_page:
        webbrowser.open(page)


def _answers(page: str) -> bool:
    try:  # a proxy in the environment is not asked for a page of this computer
        with build_opener(ProxyHandler({})).open(f"{page}_stcore/health", timeout=2) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False
