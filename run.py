"""Set up and run jobmine with nothing but Python 3.11: `python3 run.py demo`, `python3 run.py test`.

运行示例：python3 run.py demo（Windows：py run.py demo）；运行测试：python3 run.py test；
打开本机网页：python3 run.py app（Windows 双击 start.bat，macOS 双击 start.command）。
"""

import os
import socket
import subprocess
import sys
import time
import webbrowser
from pathlib import Path

HOME = Path(__file__).resolve().parent
VENV = HOME / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
OUT = HOME / "demo-out"
INSTALLING = 47113  # a port of this computer


def main() -> int:
    """Do what the command line asks."""
    verb = sys.argv[1] if len(sys.argv) > 1 else ""
    if verb not in ("demo", "app", "test", "docs", "install"):
        return say("用法 / usage: python3 run.py demo | app | test | docs | install [extra]")
    if sys.version_info < (3, 11):
        return say(f"需要 Python 3.11 或更新版本，当前是 {sys.version.split()[0]} / Python 3.11 or newer is needed")
    extra = ",".join(sys.argv[2:]) if verb == "install" else verb if verb != "demo" else ""
    with alone():
        if code := install(extra):
            return code
    if verb == "demo":
        return demo(sys.argv[2:])
    if verb == "app":
        return call([PYTHON, "-m", "jobmine", "app", *sys.argv[2:]])
    if verb == "docs":  # to build/site
        return call([PYTHON, "-m", "mkdocs", "build", "--strict", "-f", HOME / "docs/site/mkdocs.yml"])
    return call([PYTHON, "-m", "pytest", "-q", *sys.argv[2:]]) if verb == "test" else 0


def install(extra: str) -> int:
    """Make the environment and install the package, once for each state of its settings."""
    wanted = (HOME / "setup.cfg").read_bytes() + f"\n{extra}\n{sys.version}".encode()
    stamp = VENV / f"installed-{extra or 'base'}"
    if stamp.exists() and stamp.read_bytes() == wanted:
        return 0
    if not PYTHON.exists():
        say("正在创建虚拟环境 .venv … / creating the virtual environment")
        if call([sys.executable, "-m", "venv", VENV], quiet=True):
            return say(
                "缺少 venv 或 pip；Debian/Ubuntu 请先运行：apt-get install python3-venv / venv or pip is missing"
            )
    say("正在安装依赖（首次约 1-3 分钟，约 1 GB）… / installing, about 1 GB, 1-3 minutes the first time")
    target = f"{HOME}[{extra}]" if extra else str(HOME)
    if call([PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check", "-e", target]):
        return say(
            "安装失败：请检查网络，或在 pip 设置里指定镜像 / install failed: check the network or pip's index setting"
        )
    stamp.write_bytes(wanted)
    return 0


def alone() -> socket.socket:
    """Wait until no other run.py installs: who holds this port does; it is free again when that process ends.

    After some minutes it goes on: another program may hold the port.
    """
    for waited in range(300):
        held = socket.socket()
        try:
            held.bind(("127.0.0.1", INSTALLING))
            return held
        except OSError:
            held.close()
            if not waited:
                say("另一个安装正在进行，请稍候 / another installation is under way, waiting")
            time.sleep(1)
    return socket.socket()


def demo(arguments: list) -> int:
    """Run the main job on the bundled sample and show the report."""
    if code := call([PYTHON, "-m", "jobmine", "demo", "-o", OUT, *arguments]):
        return code
    report = OUT / "report.html"
    desktop = (
        os.name == "nt" or sys.platform == "darwin" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
    if desktop and not os.environ.get("CI"):
        webbrowser.open(report.as_uri())
    return 0


def call(command: list, quiet: bool = False) -> int:
    """Run a command in the project's folder."""
    return subprocess.run(
        [str(part) for part in command], cwd=HOME, stdout=subprocess.DEVNULL if quiet else None
    ).returncode


def say(text: str) -> int:
    """Print a line; the return value is the exit code of a wrong call."""
    print(text, flush=True)
    return 2


if __name__ == "__main__":
    sys.exit(main())
