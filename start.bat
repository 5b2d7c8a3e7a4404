@echo off
chcp 65001 >nul
cd /d "%~dp0"
rem ---------------------------------------------------------------------------
rem jobmine: double-click to open the local page. 双击打开本机网页。
rem The first start installs what it needs (about 1 GB); later starts do not.
rem
rem Slow network? Write the address of a pip mirror (ask your IT staff) after the
rem equals sign, without quotes or blanks. 网络慢：把 pip 镜像地址写在等号后面。
set MIRROR=
rem ---------------------------------------------------------------------------
if defined MIRROR set "PIP_INDEX_URL=%MIRROR%"
set "NEW=import sys; sys.exit(sys.version_info[:2] not in [(3, 11), (3, 12), (3, 13)])"
set "PY="
for %%V in (3.13 3.12 3.11) do if not defined PY py -%%V -c "%NEW%" >nul 2>nul && set "PY=py -%%V"
if not defined PY python -c "%NEW%" >nul 2>nul && set "PY=python"
if not defined PY goto missing
%PY% run.py app
if errorlevel 1 pause
exit /b

:missing
echo.
echo 没有找到 Python 3.11 - 3.13。请到 https://www.python.org/downloads/ 下载安装，
echo 安装时勾选 "Add python.exe to PATH"，然后再双击 start.bat。
echo Python 3.11 to 3.13 was not found: install it, tick "Add python.exe to PATH", and start again.
pause
exit /b 1
