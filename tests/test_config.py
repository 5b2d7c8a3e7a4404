import tomllib

import pytest

from jobmine.config import Config, Scope
from jobmine.errors import ConfigError


def test_the_printed_settings_are_complete_and_read_back():
    assert Config.from_dict(tomllib.loads(Config().to_toml())) == Config()


def test_every_mistake_is_told_at_once():
    with pytest.raises(ConfigError) as caught:
        Config.from_dict(
            {"roles": {"n_cluster": 5}, "measure": {"tau": 99}, "shows": {}, "extract": {"tagger": "magic"}}
        )
    message = str(caught.value)
    assert "roles.n_cluster (did you mean n_clusters?)" in message
    assert "measure.tau must be between 0 and 10; got 99" in message
    assert "unknown table [shows] (did you mean show?)" in message
    assert "extract.tagger must be one of auto, best, fast, lexicon; got 'magic'" in message


@pytest.mark.parametrize("value", ["2", 2.5, True, -1])
def test_types_and_ranges_are_checked(value):
    with pytest.raises(ConfigError, match=r"run\.workers"):
        Config.from_dict({"run": {"workers": value}})


def test_files(tmp_path):
    file = tmp_path / "settings.toml"
    file.write_text('\ufeff[scope]\nmajor = "数控技术"\n', encoding="utf-8")
    assert Config.from_file(file).scope == Scope(major="数控技术")
    file.write_text("not toml", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"settings\.toml"):
        Config.from_file(file)
    with pytest.raises(ConfigError, match="no settings file"):
        Config.from_file(tmp_path / "none.toml")
