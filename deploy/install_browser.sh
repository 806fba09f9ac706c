#!/bin/sh
# Debian's chromium and a font with Chinese characters, for `make e2e`; on other systems says what is missing.
set -eu
if command -v chromium >/dev/null && fc-list :lang=zh 2>/dev/null | grep -q .; then
  echo "chromium 已有 / chromium is there: $(command -v chromium)"
  exit 0
fi
if ! command -v apt-get >/dev/null; then
  echo "本机没有 apt，请自行安装 chromium 和一种中文字体，必要时用 CHROMIUM=/路径 指出" >&2
  echo "no apt here: install chromium and a Chinese font yourself; CHROMIUM=/path names the program" >&2
  exit 2
fi
as_root=
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "须由管理员运行 / to be run as root: apt-get install chromium fonts-noto-cjk" >&2
    exit 2
  fi
  as_root=sudo
fi
$as_root apt-get update
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium fonts-noto-cjk
