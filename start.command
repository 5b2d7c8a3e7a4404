#!/bin/bash
# jobmine: double-click to open the local page (macOS; on Linux: ./start.command). 双击打开本机网页。
# The first start installs what it needs (about 1 GB); later starts do not.
# If macOS refuses: right-click, Open. If it is no program: chmod +x start.command
#
# Slow network? Write the address of a pip mirror (ask your IT staff) between the quotes.
# 网络慢：把 pip 镜像地址写在引号里。
MIRROR=""

cd "$(dirname "$0")" || exit 1
if [ -n "$MIRROR" ]; then export PIP_INDEX_URL="$MIRROR"; fi
for python in python3.13 python3.12 python3.11 python3; do
  if "$python" -c 'import sys; sys.exit(sys.version_info[:2] not in [(3, 11), (3, 12), (3, 13)])' 2>/dev/null; then
    exec "$python" run.py app "$@"
  fi
done
echo "没有找到 Python 3.11–3.13。请到 https://www.python.org/downloads/ 下载安装，再双击本文件。"
echo "Python 3.11 to 3.13 was not found: install it and start again."
read -r -p "按回车键关闭 / Enter closes " _
exit 1
