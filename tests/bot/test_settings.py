"""What the person who installs it reads when a setting is missing or wrong."""

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
    file.write_text('county = "qingfeng"\nport = 9000\nrules_dir = "/etc/liaison"\n', "utf-8")
    put(monkeypatch, PORT="9001")
    settings = load(file)
    assert (settings.county, settings.port) == ("qingfeng", 9001)
    assert settings.rules_dir == Path("/etc/liaison")
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


def test_a_broken_file_is_refused_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "liaison.toml"
    file.write_text('county = "qingfeng"\nwecom_secret = s3cret\n', "utf-8")
    text = refusal(file)
    assert "第 2 行" in text
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
