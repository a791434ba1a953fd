"""A card as it appears on somebody's screen."""

import unicodedata
from dataclasses import dataclass, replace

from bot.rehearsal.wecom.cards import Dialect
from bot.rehearsal.wecom.wire import Fields


@dataclass(frozen=True, slots=True)
class Press:
    """A button that can be pressed.

    Attributes:
        menu: it is in the menu in the corner.
        url: it opens a page instead of telling the sender.
    """

    text: str
    key: str
    style: int = 1
    menu: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A choice on the card.

    Attributes:
        options: id and text.
        chosen: ids that are chosen from the start.
        many: more than one may be chosen.
    """

    key: str
    title: str
    options: tuple[tuple[str, str], ...]
    chosen: tuple[str, ...] = ()
    many: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """A card on the screen, long texts cut as the platform cuts them.

    Attributes:
        text: everything on the card, uncut, as plain lines.
        replace_text: the grey label in the place of the buttons, or "".
    """

    card_type: str
    task_id: str
    title: str
    desc: str = ""
    source: str = ""
    emphasis: tuple[str, str] = ("", "")
    quote: tuple[str, str] = ("", "")
    lines: tuple[tuple[str, str], ...] = ()
    note: str = ""
    links: tuple[tuple[str, str], ...] = ()
    buttons: tuple[Press, ...] = ()
    questions: tuple[Question, ...] = ()
    replace_text: str = ""
    text: str = ""

    def button(self, key: str) -> Press | None:
        """The button with that key, while it can be pressed."""
        if self.replace_text:
            return next((one for one in self.buttons if one.menu and one.key == key), None)
        return next((one for one in self.buttons if one.key == key and not one.url), None)

    def greyed(self, label: str) -> "Drawing":
        """The same card with a grey label for its buttons."""
        return replace(self, replace_text=label)

    def as_json(self) -> dict[str, object]:
        """For the sandbox and the page."""
        live = [one for one in self.buttons if not one.menu and not self.replace_text]
        if self.replace_text:
            state = "replaced"
        else:
            state = "open" if any(not one.url for one in live) else "notice"
        return {
            "task_id": self.task_id,
            "card_type": self.card_type,
            "title": self.title,
            "desc": self.desc,
            "source": self.source,
            "emphasis": list(self.emphasis),
            "quote": list(self.quote),
            "lines": [list(line) for line in self.lines],
            "note": self.note,
            "links": [list(link) for link in self.links],
            "buttons": [
                {"text": one.text, "key": one.key, "style": one.style, "url": one.url}
                for one in live
            ],
            "menu": [{"text": one.text, "key": one.key} for one in self.buttons if one.menu],
            "questions": [
                {
                    "key": one.key,
                    "title": one.title,
                    "options": [{"id": key, "text": text} for key, text in one.options],
                    "chosen": list(one.chosen),
                    "many": one.many,
                }
                for one in self.questions
            ],
            "state": state,
            "replace_text": self.replace_text,
        }


@dataclass(frozen=True, slots=True)
class Room:
    """How many characters fit; two letters or digits count as one Chinese character."""

    source: int
    title: int
    desc: int
    note: int
    value: int


ROOM = {
    Dialect.APP: Room(20, 36, 44, 160, 30),
    Dialect.AIBOT: Room(13, 26, 30, 112, 26),
    Dialect.WEBHOOK: Room(13, 26, 30, 112, 26),
}
LABEL = 5
BUTTON = 10


def cut(text: str, room: int) -> str:
    """As much of a text as fits, with an ellipsis where something is left out."""
    used = 0.0
    for i, char in enumerate(text):
        used += 1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.5
        if used > room:
            return text[:i].rstrip() + "…"
    return text


def draw(card: Fields, dialect: Dialect, task_id: str = "") -> Drawing:
    """Draw a card that was found in order; `task_id` where an update leaves it out."""
    room = ROOM[dialect]
    main = _two(card, "main_title", "title", "desc")
    note = card.text("sub_title_text", "")
    lines = _lines(card)
    source = card.part("source").text("desc", "") if "source" in card else ""
    emphasis = _two(card, "emphasis_content", "title", "desc")
    quote = _two(card, "quote_area", "title", "quote_text")
    buttons = _buttons(card)
    questions = _questions(card)
    said = [source, *main, *emphasis, *quote, *(f"{k}：{v}" for k, v in lines), note]
    said += [" ".join([one.title, *(text for _, text in one.options)]) for one in questions]
    said += [f"〔{one.text}〕" for one in buttons]
    return Drawing(
        card_type=card.text("card_type"),
        task_id=card.text("task_id", "") or task_id,
        title=cut(main[0], room.title),
        desc=cut(main[1], room.desc),
        source=cut(source, room.source),
        emphasis=emphasis,
        quote=quote,
        lines=tuple((cut(k, LABEL), cut(v, room.value)) for k, v in lines),
        note=cut(note, room.note),
        links=_links(card),
        buttons=buttons,
        questions=questions,
        replace_text=card.text("replace_text", ""),
        text="\n".join(line for line in said if line.strip()),
    )


def _two(card: Fields, name: str, first: str, second: str) -> tuple[str, str]:
    if name not in card:
        return "", ""
    part = card.part(name)
    return part.text(first, ""), part.text(second, "")


def _lines(card: Fields) -> list[tuple[str, str]]:
    found = []
    if "vertical_content_list" in card:
        vertical = card.items("vertical_content_list", 0, 4)
        found += [(one.text("title"), one.text("desc", "")) for one in vertical]
    if "horizontal_content_list" in card:
        horizontal = card.items("horizontal_content_list", 0, 6)
        found += [(one.text("keyname"), one.text("value", "")) for one in horizontal]
    return found


def _links(card: Fields) -> tuple[tuple[str, str], ...]:
    found = []
    if "jump_list" in card:
        jumps = card.items("jump_list", 0, 3)
        found += [(one.text("title"), one.text("url", "")) for one in jumps]
    if "card_action" in card:
        action = card.part("card_action")
        if action.number("type", 0) == 1:
            found.append(("查看详情", action.text("url")))
    return tuple(found)


def _buttons(card: Fields) -> tuple[Press, ...]:
    found = []
    if "button_list" in card:
        for one in card.items("button_list", 1, 6):
            url = one.text("url", "") if one.number("type", 0) == 1 else ""
            style = one.number("style", 1)
            style = style if 1 <= style <= 4 else 1
            text = cut(one.text("text"), BUTTON)
            found.append(Press(text, one.text("key", ""), style, url=url))
    if "submit_button" in card:
        submit = card.part("submit_button")
        found.append(Press(cut(submit.text("text"), BUTTON), submit.text("key")))
    if "action_menu" in card:
        menu = card.part("action_menu").items("action_list", 1, 3)
        found += [Press(one.text("text"), one.text("key"), menu=True) for one in menu]
    return tuple(found)


def _questions(card: Fields) -> tuple[Question, ...]:
    found = []
    if "button_selection" in card:
        found.append(_question(card.part("button_selection")))
    if "select_list" in card:
        found += [_question(one) for one in card.items("select_list", 1, 3)]
    if "checkbox" in card:
        part = card.part("checkbox")
        options = part.items("option_list", 1, 20)
        found.append(
            Question(
                part.text("question_key"),
                "",
                tuple((one.text("id"), one.text("text")) for one in options),
                tuple(one.text("id") for one in options if one.flag("is_checked")),
                many=part.number("mode", 0) == 1,
            )
        )
    return tuple(found)


def _question(part: Fields) -> Question:
    options = part.items("option_list", 1, 10)
    chosen = part.text("selected_id", "") or options[0].text("id")
    return Question(
        part.text("question_key"),
        part.text("title", ""),
        tuple((one.text("id"), one.text("text")) for one in options),
        (chosen,),
    )
