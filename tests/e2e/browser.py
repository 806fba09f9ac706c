"""Debian's chromium, or another of its kind: where it is, and how it is started for tests."""

import os
import shutil
from typing import Final

MISSING: Final = (
    "没有找到 chromium，浏览器里的测试不能运行；Debian 上用 make browser 安装，或者用 CHROMIUM=/路径 指出。"
    "其他测试照常：make test"
    " / no chromium found, so the tests in a browser cannot run: `make browser` installs Debian's, CHROMIUM=/path names"
    " another one. All other tests run without it: make test"
)
ARGUMENTS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
    "--lang=zh-CN",
)


def chromium() -> str | None:
    """The program, or None where there is none."""
    named = (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
    return next((found for name in named if name and (found := shutil.which(name))), None)
