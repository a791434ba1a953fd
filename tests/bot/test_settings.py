"""What the person who installs it reads when a setting is missing or wrong."""

import itertools
from pathlib import Path

import pytest

from bot.settings import (
    AibotCallbackSettings,
    AibotSocketSettings,
    Settings,
    SettingsError,
    load,
)

KEY = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG"
APP = {"WECOM_CORP_ID": "ww1", "WECOM_AGENT_ID": "1000002", "WECOM_SECRET": "s-e-c-r-e-t"}
AIBOT = {"AIBOT_ID": "aib-demo", "AIBOT_SECRET": "b-o-t"}


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for field in Settings.model_fields:
        monkeypatch.delenv(f"LIAISON_{field.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)


def put(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    for name, value in values.items():
        monkeypatch.setenv(f"LIAISON_{name}", value)


def refusal(file: Path = Path("liaison.toml")) -> str:
    with pytest.raises(SettingsError) as error:
        load(file)
    return str(error.value)


def test_nothing_set_is_a_sqlite_file_and_no_channel() -> None:
    settings = load()
    assert settings.database_url == "sqlite:///liaison.db"
    assert (settings.app, settings.aibot) == (None, None)
    with pytest.raises(SettingsError, match="没有可用的通道") as error:
        settings.require_channel()
    assert "LIAISON_AIBOT_ID" in str(error.value)
    assert "LIAISON_WECOM_CORP_ID" in str(error.value)


def test_both_channels_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    put(monkeypatch, **APP, **AIBOT, WECOM_TOKEN="tok", WECOM_AES_KEY=KEY)
    settings = load()
    settings.require_channel()
    assert settings.app is not None
    assert settings.app.agent_id == 1000002
    assert settings.app.api_base == "https://qyapi.weixin.qq.com/cgi-bin/"
    assert settings.app.keys is not None
    assert isinstance(settings.aibot, AibotSocketSettings)
    assert settings.aibot.ws_url == "wss://openws.work.weixin.qq.com"


def test_the_file_is_read_and_the_environment_goes_before_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "liaison.toml"
    file.write_text(f'county = "qingfeng"\nport = 9000\nrules_dir = "{tmp_path}"\n', "utf-8")
    put(monkeypatch, PORT="9001")
    settings = load(file)
    assert (settings.county, settings.port) == ("qingfeng", 9001)
    assert settings.rules_dir == tmp_path
    assert load(file, port=9002).port == 9002


@pytest.mark.parametrize("missing", sorted(APP))
def test_a_half_set_app_names_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    put(monkeypatch, **{name: value for name, value in APP.items() if name != missing})
    text = refusal()
    assert len(text.splitlines()) == 1
    assert f"没有设置 LIAISON_{missing}。" in text
    assert text.endswith("。")


def test_a_half_set_app_says_it_word_for_word(monkeypatch: pytest.MonkeyPatch) -> None:
    put(monkeypatch, WECOM_CORP_ID="ww1", WECOM_AGENT_ID="1000002")
    assert refusal() == (
        "设置了 LIAISON_WECOM_CORP_ID，但没有设置 LIAISON_WECOM_SECRET。"
        "请在企业微信管理后台打开该应用，查看并复制 Secret。"
    )


def test_a_token_without_its_key_is_half_set(monkeypatch: pytest.MonkeyPatch) -> None:
    put(monkeypatch, **APP, WECOM_TOKEN="tok")
    assert "没有设置 LIAISON_WECOM_AES_KEY。" in refusal()


def test_a_robot_without_its_secret_is_half_set(monkeypatch: pytest.MonkeyPatch) -> None:
    put(monkeypatch, AIBOT_ID="aib-demo")
    assert "没有设置 LIAISON_AIBOT_SECRET。" in refusal()


def test_a_robot_by_callback_needs_token_and_key(monkeypatch: pytest.MonkeyPatch) -> None:
    put(monkeypatch, AIBOT_ID="aib-demo", AIBOT_MODE="callback")
    lines = refusal().splitlines()
    assert len(lines) == 2
    assert "LIAISON_AIBOT_TOKEN" in lines[0]
    assert "LIAISON_AIBOT_AES_KEY" in lines[1]
    put(monkeypatch, AIBOT_TOKEN="tok", AIBOT_AES_KEY=KEY)
    assert isinstance(load().aibot, AibotCallbackSettings)


def test_a_robot_that_is_off_needs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    put(monkeypatch, AIBOT_ID="aib-demo", AIBOT_MODE="off")
    assert load().aibot is None


@pytest.mark.parametrize(
    ("name", "value", "hint"),
    [
        ("AIBOT_MODE", "poll", "websocket、callback 或 off"),
        ("PORT", "70000", "1 到 65535"),
        ("WECOM_AGENT_ID", "执法助手", "正整数"),
        ("AIBOT_WS_URL", "https://example.cn", "ws:// 或 wss://"),
    ],
)
def test_a_wrong_value_is_named_and_not_repeated(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, hint: str
) -> None:
    put(monkeypatch, **{name: value})
    text = refusal()
    assert f"LIAISON_{name} 不能用" in text
    assert hint in text
    assert value not in text


@pytest.mark.parametrize("key", ["short-key", KEY + "H", KEY[:-1] + "+", "执" * 43])
def test_a_wrong_aes_key_is_refused_and_stays_secret(
    monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    put(monkeypatch, **APP, WECOM_TOKEN="tok", WECOM_AES_KEY=key)
    text = refusal()
    assert "LIAISON_WECOM_AES_KEY" in text
    assert "43 位" in text
    assert key not in text


def test_a_name_nobody_knows_in_the_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "liaison.toml"
    file.write_text('wecom_corpid = "ww1"\n', "utf-8")
    assert refusal(file) == ("没有 wecom_corpid 这个设置。请检查 liaison.toml 里的名称有没有写错。")


@pytest.mark.parametrize("name", ["county", "COUNTY", "LIAISON_COUNTY", "liaison_county"])
def test_a_name_is_taken_with_and_without_its_prefix_in_either_case(
    tmp_path: Path, name: str
) -> None:
    """The README and every message call it LIAISON_COUNTY."""
    file = tmp_path / "liaison.toml"
    file.write_text(f'{name} = "qingfeng"\n', "utf-8")
    assert load(file).county == "qingfeng"


def test_two_spellings_of_one_setting_are_refused_by_name(tmp_path: Path) -> None:
    file = tmp_path / "liaison.toml"
    file.write_text('county = "qingfeng"\nport = 1\nLIAISON_COUNTY = "cangzhou"\n', "utf-8")
    assert refusal(file) == (
        "liaison.toml 里 county、LIAISON_COUNTY 是同一个设置，写了2次。请只留一个。"
    )
    file.write_text('county = "qingfeng"\ncounty = "cangzhou"\n', "utf-8")
    assert "第2行：同一个项目写了两次" in refusal(file)


def test_an_unknown_name_is_told_as_it_is_written(tmp_path: Path) -> None:
    file = tmp_path / "liaison.toml"
    file.write_text('LIAISON_CUONTY = "qingfeng"\n', "utf-8")
    assert refusal(file).startswith("没有 LIAISON_CUONTY 这个设置。")


def test_a_file_of_windows_notepad_is_read_or_told_how_to_save_it(tmp_path: Path) -> None:
    file = tmp_path / "liaison.toml"
    text = 'aibot_name = "执法协作员"\n'
    file.write_bytes(text.encode("utf-8-sig"))
    assert load(file).aibot_name == "执法协作员"
    file.write_bytes(text.encode("gbk"))
    assert "第1行的文字不是用UTF-8编码保存的" in refusal(file)
    file.unlink()
    file.mkdir()
    assert refusal(file).startswith("打不开设置文件 liaison.toml。")


def test_a_folder_of_rules_that_is_not_there_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Left out unnoticed, the county would count by the shipped files alone."""
    put(monkeypatch, RULES_DIR="mine")
    assert refusal().startswith("LIAISON_RULES_DIR 不能用：没有 mine 这个文件夹。")
    Path("mine").mkdir()
    assert load().rules_dir == Path("mine")


@pytest.mark.parametrize("url", ["liaison.db", "mysql://x/y", "sqlite://", "postgresql:x"])
def test_an_address_that_is_no_database_is_refused(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    put(monkeypatch, DATABASE_URL=url)
    assert "LIAISON_DATABASE_URL 不能用：应为 sqlite:///文件" in refusal()


EXAMPLE = Path(__file__).parent.parent.parent / "liaison.example.toml"


def test_the_example_has_every_setting_once_and_sets_nothing_as_it_is() -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    written = [line[1:].partition(" = ") for line in lines if line.startswith("#LIAISON_")]
    assert sorted(name for name, _, _ in written) == sorted(
        f"LIAISON_{field.upper()}" for field in Settings.model_fields
    )
    assert load(EXAMPLE).model_dump() == load(Path("missing")).model_dump()
    for before, line in itertools.pairwise(filter(None, lines)):
        if line.startswith("#LIAISON_"):
            assert before.startswith("#"), f"nothing is said about {line}"


def test_the_example_loads_with_every_line_in_use(tmp_path: Path) -> None:
    Path("rules").mkdir()
    file = tmp_path / "liaison.toml"
    text = EXAMPLE.read_text(encoding="utf-8").replace("\n#LIAISON_", "\nLIAISON_")
    file.write_text(text, encoding="utf-8")
    settings = load(file)
    settings.require_channel()
    assert {field for field in Settings.model_fields if getattr(settings, field) is None} == set()


def test_a_broken_file_is_refused_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "liaison.toml"
    file.write_text('county = "qingfeng"\nwecom_secret = s3cret\n', "utf-8")
    text = refusal(file)
    assert "第2行" in text
    assert "s3cret" not in text


def test_rehearsal_and_reality_do_not_mix(monkeypatch: pytest.MonkeyPatch) -> None:
    put(monkeypatch, **APP, **AIBOT, AIBOT_WS_URL="ws://127.0.0.1:9901")
    text = refusal()
    assert "不能混用" in text
    assert "LIAISON_AIBOT_WS_URL 指向本机" in text
    put(monkeypatch, WECOM_API_BASE="http://127.0.0.1:9901/cgi-bin/")
    assert load().app is not None


def test_no_secret_shows_in_repr(monkeypatch: pytest.MonkeyPatch) -> None:
    put(monkeypatch, **APP, **AIBOT)
    put(monkeypatch, WEBHOOK_URL="https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k-e-y")
    settings = load()
    shown = f"{settings!r}{settings.app!r}{settings.aibot!r}"
    for secret in ("s-e-c-r-e-t", "b-o-t", "k-e-y"):
        assert secret not in shown
