"""Modules that need an extra are not searched for examples where it is not installed."""

from importlib.util import find_spec

_NEED = {"torch": ["best", "encoder", "export", "fast"]}

collect_ignore = [
    f"jobmine/train/{module}.py" for extra, modules in _NEED.items() if find_spec(extra) is None for module in modules
]
if find_spec("streamlit") is None:
    collect_ignore.append("jobmine/app")
