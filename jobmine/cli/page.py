"""`jobmine app`: the local page."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def app_cli(
    address: Annotated[
        str, typer.Option(help="只接受 127.0.0.1：网页只供本机使用。The loopback address; others are refused.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="端口；0 为自动选空闲端口。0 takes a free one.")] = 0,
    home: Annotated[
        Path | None, typer.Option(help="存放文件与结果的文件夹；默认用户数据文件夹。Where runs are kept.")
    ] = None,
    max_upload_mb: Annotated[int, typer.Option(min=1, max=2000, help="单个文件上限（MB）。Largest file.")] = 200,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="不打开浏览器。Open no browser.")] = False,
) -> None:
    """本机网页 http://127.0.0.1：选文件、看结果、下载报告，不联网。The local page, for this computer only, offline."""
    from jobmine.app.place import default_home
    from jobmine.app.server import serve

    serve(
        (home or default_home()).resolve(),
        typer.echo,
        address=address,
        port=port,
        open_page=not no_browser,
        max_upload_mb=max_upload_mb,
    )
