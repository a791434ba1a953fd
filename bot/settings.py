"""The settings: environment `LIAISON_…` or `liaison.toml`, typed, and refused when half set."""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, StringConstraints, ValidationError
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from rules.values.errors import Refusal
from rules.values.toml_table import BadFile, text_of, toml_fault

PREFIX = "LIAISON_"
FILE = Path("liaison.toml")
"""Where every command looks for the settings: in the working folder."""
OFFICIAL_API = "https://qyapi.weixin.qq.com/cgi-bin/"
OFFICIAL_OAUTH = "https://open.weixin.qq.com"
OFFICIAL_SOCKET = "wss://openws.work.weixin.qq.com"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class AibotMode(StrEnum):
    """How the 智能机器人 is connected. The platform allows one at a time."""

    WEBSOCKET = "websocket"
    CALLBACK = "callback"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class CallbackKeys:
    """What a callback is verified and decrypted with."""

    token: SecretStr
    aes_key: SecretStr


@dataclass(frozen=True, slots=True)
class AppSettings:
    """The 自建应用.

    Attributes:
        keys: None when nothing is received: the app pushes, and cards lose their buttons.
    """

    api_base: str
    corp_id: str
    agent_id: int
    secret: SecretStr
    keys: CallbackKeys | None = None


@dataclass(frozen=True, slots=True)
class AibotSocketSettings:
    """The 智能机器人 over a WebSocket."""

    bot_id: str
    secret: SecretStr
    ws_url: str = OFFICIAL_SOCKET


@dataclass(frozen=True, slots=True)
class AibotCallbackSettings:
    """The 智能机器人 by callback URL."""

    bot_id: str
    keys: CallbackKeys


class SettingsError(Refusal):
    """The settings cannot be used. `str()` is Chinese, one line for each fault, without values."""


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
"""Set, and not blank."""


class Settings(BaseSettings):
    """Every setting of the program. Read it with `load`."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_ignore_empty=True,
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
    )

    database_url: Annotated[
        str,
        StringConstraints(
            strip_whitespace=True,
            pattern=r"^(sqlite:///.+|postgresql(\+psycopg)?://.+)$",
        ),
    ] = "sqlite:///liaison.db"
    county: Text | None = None
    anchor_file: Path | None = None
    rules_dir: Path | None = None
    host: Text = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 8080

    wecom_api_base: Annotated[str, StringConstraints(pattern=r"^https?://[^\s?#]+$")] = OFFICIAL_API
    wecom_corp_id: Text | None = None
    wecom_agent_id: Annotated[int, Field(ge=1)] | None = None
    wecom_secret: SecretStr | None = None
    wecom_token: SecretStr | None = None
    wecom_aes_key: SecretStr | None = None

    aibot_mode: AibotMode | None = None
    aibot_id: Text | None = None
    aibot_name: Text = "执法协作"
    aibot_secret: SecretStr | None = None
    aibot_ws_url: Annotated[str, StringConstraints(pattern=r"^wss?://[^\s?#]+$")] = OFFICIAL_SOCKET
    aibot_token: SecretStr | None = None
    aibot_aes_key: SecretStr | None = None

    webhook_url: SecretStr | None = None

    public_url: Annotated[str, StringConstraints(pattern=r"^https?://[^\s?#]+$")] | None = None
    wecom_oauth_base: Annotated[str, StringConstraints(pattern=r"^https?://[^\s?#]+$")] = (
        OFFICIAL_OAUTH
    )

    @property
    def sqlite_file(self) -> Path | None:
        """The file of a SQLite database; None for a server."""
        scheme, _, file = self.database_url.partition(":///")
        return Path(file) if scheme == "sqlite" else None

    @property
    def anchors(self) -> Path:
        """Where the head of the record is kept: beside a SQLite file, else in this folder."""
        if self.anchor_file is not None:
            return self.anchor_file
        file = self.sqlite_file
        return Path("liaison.anchor") if file is None else Path(f"{file}.anchor")

    @property
    def app(self) -> AppSettings | None:
        """The 自建应用, or None when it is not set up."""
        if self.wecom_corp_id is None or self.wecom_agent_id is None or self.wecom_secret is None:
            return None
        return AppSettings(
            api_base=self.wecom_api_base,
            corp_id=self.wecom_corp_id,
            agent_id=self.wecom_agent_id,
            secret=self.wecom_secret,
            keys=_keys(self.wecom_token, self.wecom_aes_key),
        )

    @property
    def aibot(self) -> AibotSocketSettings | AibotCallbackSettings | None:
        """The 智能机器人 in its one mode, or None when it is not set up or switched off."""
        if self.aibot_id is None or self.aibot_mode is AibotMode.OFF:
            return None
        if self.aibot_mode is AibotMode.CALLBACK:
            keys = _keys(self.aibot_token, self.aibot_aes_key)
            return None if keys is None else AibotCallbackSettings(self.aibot_id, keys)
        if self.aibot_secret is None:
            return None
        return AibotSocketSettings(self.aibot_id, self.aibot_secret, self.aibot_ws_url)

    def require_channel(self) -> None:
        """For `serve`: somebody must be able to write to us.

        Raises:
            SettingsError: neither the app nor the robot is set up.
        """
        if self.app is None and self.aibot is None:
            raise SettingsError(
                "没有可用的通道：智能机器人和自建应用都没有设置。请设置 LIAISON_AIBOT_ID 和 "
                "LIAISON_AIBOT_SECRET，或者设置 LIAISON_WECOM_CORP_ID、LIAISON_WECOM_AGENT_ID 和 "
                "LIAISON_WECOM_SECRET；想先试用，请运行 liaison demo。"
            )


def secrets_in(file: Path) -> tuple[str, ...]:
    """Names of the secrets that a settings file holds; none for one that cannot be read."""
    try:
        there = tomllib.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return ()
    names = {key.lower().removeprefix(PREFIX.lower()) for key in there}
    secret = {
        i for i, field in Settings.model_fields.items() if "SecretStr" in str(field.annotation)
    }
    return tuple(sorted(map(_name, names & secret)))


def load(file: Path = FILE, **given: object) -> Settings:
    """Read the settings and check that they make sense together.

    Args:
        file: may be missing; a setting in the environment goes before the file's.
        given: settings of a command line option, by field name; they go before both.

    Raises:
        SettingsError: with one line for each fault.
    """
    written = _read(file)

    class FromFile(Settings):
        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: type[BaseSettings],
            init_settings: PydanticBaseSettingsSource,
            env_settings: PydanticBaseSettingsSource,
            dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003  # asked for by name
            file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            """The environment before the file; nothing else is looked at."""
            return (init_settings, env_settings, InitSettingsSource(settings_cls, written))

    arguments: dict[str, Any] = dict(given)
    try:
        settings = FromFile(**arguments)
    except ValidationError as error:
        lines = [_line(str(fault["loc"][0]), fault["type"], file) for fault in error.errors()]
        raise SettingsError("\n".join(dict.fromkeys(lines))) from None
    faults = [*_half_set(settings), *_bad_keys(settings), *_mixed(settings), *_no_folder(settings)]
    if faults:
        raise SettingsError("\n".join(faults))
    return settings


def _read(file: Path) -> dict[str, Any]:
    """What a file sets, by field name; a name that is no setting stays as it is written.

    `county`, `COUNTY`, `LIAISON_COUNTY` and `liaison_county` are the same setting.

    Raises:
        SettingsError: it cannot be read, or it names one setting twice.
    """
    try:
        text = text_of(file)
    except FileNotFoundError:
        return {}
    except BadFile as bad:
        raise SettingsError(f"读不懂设置文件 {file.name}：{bad.faults[0]}。") from None
    except OSError:
        raise SettingsError(
            f"打不开设置文件 {file.name}。请检查它是不是一个文件，有没有读取权限。"
        ) from None
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(
            f"读不懂设置文件 {file.name}（{toml_fault(error, text)}）。请按 TOML 格式改正。"
        ) from None
    names: dict[str, list[str]] = {}
    for name in table:
        field = name.lower().removeprefix(PREFIX.lower())
        names.setdefault(field if field in Settings.model_fields else name, []).append(name)
    twice = [
        f"{file.name} 里 {'、'.join(spelt)} 是同一个设置，写了{len(spelt)}次。请只留一个。"
        for spelt in names.values()
        if len(spelt) > 1
    ]
    if twice:
        raise SettingsError("\n".join(twice))
    return {field: table[spelt] for field, [spelt] in names.items()}


def _keys(token: SecretStr | None, aes_key: SecretStr | None) -> CallbackKeys | None:
    return None if token is None or aes_key is None else CallbackKeys(token, aes_key)


def _name(field: str) -> str:
    return PREFIX + field.upper()


_WANTED = {
    "database_url": "应为 sqlite:///文件，或者 postgresql://用户:密码@服务器:端口/库名",
    "rules_dir": "应为一个文件夹",
    "anchor_file": "应为一个文件",
    "port": "应为 1 到 65535 的整数",
    "wecom_agent_id": "应为应用的 AgentId，一个正整数，例如 1000002",
    "aibot_mode": "只能是 websocket、callback 或 off",
    "public_url": "应为以 http:// 或 https:// 开头的地址，浏览器用它打开本程序",
    "wecom_oauth_base": "应为以 http:// 或 https:// 开头的地址",
    "wecom_api_base": "应为以 http:// 或 https:// 开头的地址",
    "aibot_ws_url": "应为以 ws:// 或 wss:// 开头的地址",
}


def _line(field: str, fault: str, file: Path) -> str:
    if fault == "extra_forbidden":
        return f"没有 {field} 这个设置。请检查 {file.name} 里的名称有没有写错。"
    return f"{_name(field)} 不能用：{_WANTED.get(field, '应为非空的文字')}。请改正后再启动。"


def _half_set(settings: Settings) -> list[str]:
    """One sentence for each setting that another one needs."""
    app = ("wecom_corp_id", "wecom_agent_id", "wecom_secret")
    callback = ("wecom_token", "wecom_aes_key")
    groups: list[tuple[tuple[str, ...], tuple[str, ...]]] = [
        (app + callback, app),
        (callback, callback),
    ]
    match settings.aibot_mode:
        case AibotMode.OFF:
            pass
        case AibotMode.CALLBACK:
            by_callback = ("aibot_id", "aibot_token", "aibot_aes_key")
            groups.append((("aibot_mode", *by_callback), by_callback))
        case AibotMode.WEBSOCKET:
            by_socket = ("aibot_id", "aibot_secret")
            groups.append((("aibot_mode", *by_socket), by_socket))
        case None:
            by_socket = ("aibot_id", "aibot_secret")
            groups.append((by_socket, by_socket))
    lines: list[str] = []
    for triggers, required in groups:
        given = [field for field in triggers if getattr(settings, field) is not None]
        if given:
            lines.extend(
                f"设置了 {_name(given[0])}，但没有设置 {_name(field)}。{_WHERE[field]}"
                for field in required
                if getattr(settings, field) is None
            )
    return lines


_WHERE = {
    "wecom_corp_id": "请在企业微信管理后台“我的企业”页最下方复制企业ID。",
    "wecom_agent_id": "请在企业微信管理后台打开该应用，复制 AgentId。",
    "wecom_secret": "请在企业微信管理后台打开该应用，查看并复制 Secret。",
    "wecom_token": "请在该应用的“接收消息”设置里复制 Token。",
    "wecom_aes_key": "请在该应用的“接收消息”设置里复制 EncodingAESKey。",
    "aibot_id": "请在智能机器人的 API 模式页复制 Bot ID。",
    "aibot_secret": "请在智能机器人的长连接设置里复制 Secret。",
    "aibot_token": "请在智能机器人的接收消息设置里复制 Token。",
    "aibot_aes_key": "请在智能机器人的接收消息设置里复制 EncodingAESKey。",
}


def _bad_keys(settings: Settings) -> list[str]:
    """An EncodingAESKey that cannot be one, a blank secret."""
    lines: list[str] = []
    for field in type(settings).model_fields:
        value = getattr(settings, field)
        if not isinstance(value, SecretStr):
            continue
        secret = value.get_secret_value()
        if not secret.strip() or secret != secret.strip():
            lines.append(f"{_name(field)} 是空白，或者前后多了空格。请重新复制。")
        elif field.endswith("_aes_key") and not (
            len(secret) == 43 and secret.isascii() and secret.isalnum()
        ):
            lines.append(
                f"{_name(field)} 不能用：EncodingAESKey 应为 43 位英文字母和数字，"
                f"现在是 {len(secret)} 位。请重新复制，不要带空格和引号。"
            )
        elif field == "webhook_url" and urlsplit(secret).scheme not in {"http", "https"}:
            lines.append(f"{_name(field)} 不能用：应为以 https:// 开头的地址。请重新复制。")
    return lines


def _no_folder(settings: Settings) -> list[str]:
    """A county's own files that are not where they are said to be would be left out unnoticed."""
    folder = settings.rules_dir
    if folder is None or folder.is_dir():
        return []
    return [
        f"{_name('rules_dir')} 不能用：没有 {folder} 这个文件夹。"
        "请改正；相对的路径从运行程序的文件夹算起。"
    ]


def _mixed(settings: Settings) -> list[str]:
    """A rehearsal on this machine must never reach a real person."""
    used: dict[str, str] = {}
    if settings.app is not None:
        used["wecom_api_base"] = settings.wecom_api_base
        if settings.public_url is not None:
            used["wecom_oauth_base"] = settings.wecom_oauth_base
    if isinstance(settings.aibot, AibotSocketSettings):
        used["aibot_ws_url"] = settings.aibot_ws_url
    if settings.webhook_url is not None:
        used["webhook_url"] = settings.webhook_url.get_secret_value()
    local = {field: urlsplit(url).hostname in LOOPBACK for field, url in used.items()}
    if len(set(local.values())) < 2:
        return []
    rehearsal = "、".join(_name(field) for field, here in local.items() if here)
    real = "、".join(_name(field) for field, here in local.items() if not here)
    return [
        f"{rehearsal} 指向本机（演练），{real} 指向正式环境，不能混用。"
        "请把它们都指向演练环境，或者都指向正式环境。"
    ]
