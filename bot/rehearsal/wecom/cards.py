"""The schema of template cards in their three dialects: which field, how many, how long."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.rehearsal.wecom.wire import Bad, Fields, invalid, missing

TASK_ID = re.compile(r"[0-9A-Za-z_@-]{1,128}")
KEY_BYTES = 1024
OPTION_BYTES = 128


class Dialect(StrEnum):
    """Who sends the card."""

    APP = "app"
    AIBOT = "aibot"
    WEBHOOK = "webhook"


class CardType(StrEnum):
    """The five kinds of cards."""

    TEXT = "text_notice"
    NEWS = "news_notice"
    BUTTON = "button_interaction"
    VOTE = "vote_interaction"
    MULTIPLE = "multiple_interaction"


INTERACTIVE = frozenset({CardType.BUTTON, CardType.VOTE, CardType.MULTIPLE})


@dataclass(frozen=True, slots=True)
class Shape:
    """Fields of one card type besides `card_type`, `task_id` and `feedback`."""

    required: frozenset[str]
    optional: frozenset[str]


def _shape(required: str, optional: str) -> Shape:
    return Shape(frozenset(required.split()), frozenset(optional.split()))


SHAPES: Mapping[CardType, Shape] = {
    CardType.TEXT: _shape(
        "card_action",
        "source action_menu main_title emphasis_content quote_area sub_title_text "
        "horizontal_content_list jump_list",
    ),
    CardType.NEWS: _shape(
        "main_title card_action",
        "source action_menu quote_area card_image image_text_area vertical_content_list "
        "horizontal_content_list jump_list",
    ),
    CardType.BUTTON: _shape(
        "main_title button_list",
        "source action_menu quote_area sub_title_text horizontal_content_list card_action "
        "button_selection",
    ),
    CardType.VOTE: _shape("main_title checkbox submit_button", "source"),
    CardType.MULTIPLE: _shape("main_title select_list submit_button", "source"),
}

H_TYPES = {Dialect.APP: (0, 1, 2, 3), Dialect.AIBOT: (0, 1, 3), Dialect.WEBHOOK: (0, 1, 2, 3)}
JUMP_TYPES = {Dialect.APP: (0, 1, 2), Dialect.AIBOT: (0, 1, 2, 3), Dialect.WEBHOOK: (0, 1, 2)}


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a card is checked for.

    Attributes:
        update: it takes the place of an earlier card.
    """

    dialect: Dialect
    update: bool = False


def check(card: Fields, occasion: Occasion) -> CardType:
    """Check one card from top to bottom.

    Raises:
        Bad: the first thing that is wrong with it.
    """
    kind = _card_type(card, occasion)
    shape = SHAPES[kind]
    allowed = shape.required | shape.optional | {"card_type", "task_id"}
    if occasion.dialect is Dialect.AIBOT:
        allowed |= {"feedback"}
    if occasion.update:
        allowed |= {"replace_text"}
        card.text("replace_text", "")
    for name in card.names():
        if name not in allowed:
            raise invalid(card.name(name), f"not in a {kind} card")
    for name in sorted(shape.required):
        if name not in card:
            raise missing(card.name(name))
    for name in card.names():
        if name in PARTS:
            PARTS[name](card, name, occasion)
    if kind is not CardType.TEXT:
        card.part("main_title").text("title")
    elif not _headed(card):
        raise missing(card.name("main_title.title"))
    if kind is CardType.NEWS and "card_image" not in card and "image_text_area" not in card:
        raise missing(card.name("card_image"))
    needs_task = kind in INTERACTIVE or "action_menu" in card
    _task_id(card, needed=needs_task and not (occasion.update and occasion.dialect is Dialect.APP))
    keys = [*_keys(card)]
    if len(set(keys)) != len(keys):
        raise invalid(card.name("key"), "used twice in one card")
    return kind


def clickable(card: Fields) -> bool:
    """Whether a click on it comes back to the sender."""
    return card.raw("card_type") in {str(kind) for kind in INTERACTIVE} or "action_menu" in card


def _card_type(card: Fields, occasion: Occasion) -> CardType:
    name = card.text("card_type")
    if name not in set(CardType):
        raise invalid(card.name("card_type"), "unknown")
    kind = CardType(name)
    if occasion.dialect is Dialect.WEBHOOK and (kind in INTERACTIVE or "action_menu" in card):
        raise invalid(card.name("card_type"), "a webhook sends notices only")
    return kind


def _headed(card: Fields) -> bool:
    titled = "main_title" in card and card.part("main_title").text("title", "")
    return bool(titled or card.text("sub_title_text", ""))


def _task_id(card: Fields, *, needed: bool) -> None:
    task_id = card.text("task_id", None if needed else "")
    if task_id and not TASK_ID.fullmatch(task_id):
        raise Bad(42014, "invalid task_id")


def _keys(card: Fields) -> list[str]:
    found = []
    if "button_list" in card:
        buttons = card.items("button_list", 1, 6)
        found += [one.text("key") for one in buttons if one.number("type", 0) == 0]
    if "submit_button" in card:
        found.append(card.part("submit_button").text("key"))
    if "action_menu" in card:
        menu = card.part("action_menu").items("action_list", 1, 3)
        found += [one.text("key") for one in menu]
    return found


def _known(part: Fields, names: str) -> None:
    allowed = names.split()
    for name in part.names():
        if name not in allowed:
            raise invalid(part.name(name), "unknown field")


def _link(part: Fields, kinds: tuple[int, ...], default: int | None = 0) -> int:
    kind = part.one_of("type", kinds, default)
    if kind == 1:
        part.text("url")
    return kind


def _source(card: Fields, name: str, _: Occasion) -> None:
    part = card.part(name)
    _known(part, "icon_url desc desc_color")
    part.text("desc", "")
    part.one_of("desc_color", (0, 1, 2, 3), 0)


def _titles(card: Fields, name: str, _: Occasion) -> None:
    part = card.part(name)
    _known(part, "title desc")
    part.text("title", "")
    part.text("desc", "")


def _plain(card: Fields, name: str, _: Occasion) -> None:
    card.text(name, "")


def _menu(card: Fields, name: str, _: Occasion) -> None:
    part = card.part(name)
    _known(part, "desc action_list")
    for one in part.items("action_list", 1, 3):
        _known(one, "text key")
        one.text("text")
        one.text("key", limit=KEY_BYTES)


def _quote(card: Fields, name: str, _: Occasion) -> None:
    part = card.part(name)
    _known(part, "type url appid pagepath title quote_text")
    _link(part, (0, 1, 2))
    part.text("title", "")
    part.text("quote_text", "")


def _image(card: Fields, name: str, _: Occasion) -> None:
    part = card.part(name)
    _known(part, "url aspect_ratio")
    part.text("url")
    ratio = part.raw("aspect_ratio")
    if ratio is not None and not (isinstance(ratio, int | float) and 1.3 <= ratio < 2.25):
        raise invalid(part.name("aspect_ratio"), "not between 1.3 and 2.25")


def _image_text(card: Fields, name: str, _: Occasion) -> None:
    part = card.part(name)
    _known(part, "type url appid pagepath title desc image_url")
    _link(part, (0, 1, 2))
    part.text("image_url")


def _vertical(card: Fields, name: str, _: Occasion) -> None:
    for one in card.items(name, 0, 4):
        _known(one, "title desc")
        one.text("title")
        one.text("desc", "")


def _horizontal(card: Fields, name: str, occasion: Occasion) -> None:
    for one in card.items(name, 0, 6):
        _known(one, "type keyname value url media_id userid")
        one.text("keyname")
        one.text("value", "")
        kind = _link(one, H_TYPES[occasion.dialect])
        if kind == 2:
            one.text("media_id")
            one.text("value")
        elif kind == 3:
            one.text("userid")


def _jump(card: Fields, name: str, occasion: Occasion) -> None:
    for one in card.items(name, 0, 3):
        _known(one, "type title url appid pagepath question")
        one.text("title")
        kind = _link(one, JUMP_TYPES[occasion.dialect])
        if kind == 2:
            one.text("appid")
        elif kind == 3:
            one.text("question", limit=200)


def _action(card: Fields, name: str, _: Occasion) -> None:
    part = card.part(name)
    _known(part, "type url appid pagepath")
    notice = card.raw("card_type") in {str(CardType.TEXT), str(CardType.NEWS)}
    kind = _link(part, (1, 2), None) if notice else _link(part, (0, 1, 2))
    if kind == 2:
        part.text("appid")


def _options(part: Fields, high: int, extra: str = "") -> None:
    options = part.items("option_list", 1, high)
    for one in options:
        _known(one, f"id text {extra}")
        one.text("id", limit=OPTION_BYTES)
        one.text("text")
    if len({one.text("id") for one in options}) != len(options):
        raise invalid(part.name("option_list"), "an id is used twice")


def _select(part: Fields, occasion: Occasion) -> None:
    _known(part, "question_key title selected_id option_list" + " disable" * occasion.update)
    part.text("question_key", limit=KEY_BYTES)
    part.text("title", "")
    _options(part, 10)


def _selection(card: Fields, name: str, occasion: Occasion) -> None:
    _select(card.part(name), occasion)


def _selects(card: Fields, name: str, occasion: Occasion) -> None:
    questions = card.items(name, 1, 3)
    for one in questions:
        _select(one, occasion)
    if len({one.text("question_key") for one in questions}) != len(questions):
        raise invalid(card.name(name), "a question_key is used twice")


def _buttons(card: Fields, name: str, occasion: Occasion) -> None:
    app = occasion.dialect is Dialect.APP
    for one in card.items(name, 1, 6):
        _known(one, "text style key" + " type url" * app)
        one.text("text")
        one.number("style", 1)
        if _link(one, (0, 1) if app else (0,)) == 0:
            one.text("key", limit=KEY_BYTES)


def _checkbox(card: Fields, name: str, occasion: Occasion) -> None:
    part = card.part(name)
    _known(part, "question_key mode option_list" + " disable" * occasion.update)
    part.text("question_key", limit=KEY_BYTES)
    part.one_of("mode", (0, 1), 0)
    _options(part, 20, "is_checked")


def _submit(card: Fields, name: str, _: Occasion) -> None:
    part = card.part(name)
    _known(part, "text key")
    part.text("text")
    part.text("key", limit=KEY_BYTES)


def _feedback(card: Fields, name: str, _: Occasion) -> None:
    card.part(name).text("id", limit=256)


PARTS: Mapping[str, Callable[[Fields, str, Occasion], None]] = {
    "source": _source,
    "main_title": _titles,
    "emphasis_content": _titles,
    "sub_title_text": _plain,
    "action_menu": _menu,
    "quote_area": _quote,
    "card_image": _image,
    "image_text_area": _image_text,
    "vertical_content_list": _vertical,
    "horizontal_content_list": _horizontal,
    "jump_list": _jump,
    "card_action": _action,
    "button_selection": _selection,
    "select_list": _selects,
    "button_list": _buttons,
    "checkbox": _checkbox,
    "submit_button": _submit,
    "feedback": _feedback,
}
