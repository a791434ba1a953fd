"""What a person is told, before any channel has a say in how it looks."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Button:
    """A button and its typed twin.

    Attributes:
        text: what is on the button, ten characters at most.
        says: the command that a click means, exactly as it could be typed, such as "受理 移12".
        style: 1 for the step that is expected, 2 for the others, 3 for one that ends the matter.
    """

    text: str
    says: str
    style: int = 2


@dataclass(frozen=True, slots=True)
class Card:
    """A neutral card; each channel draws it within its own limits.

    Attributes:
        title: one line.
        desc: one line under the title.
        lines: label (five characters at most) and value, six pairs at most.
        note: a paragraph below, for what does not fit a line.
        buttons: six at most.
        number: the matter it is about, or "".
        version: how many entries the matter had when the card was made, so that an old card can be
            told; on a draft, which draft it is.
    """

    title: str
    desc: str = ""
    lines: tuple[tuple[str, str], ...] = ()
    note: str = ""
    buttons: tuple[Button, ...] = ()
    number: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class Message:
    """Text for everybody; a card besides, where a channel can show one.

    The text is complete by itself: a channel that cannot show the card shows the text, and each
    button's command is typed instead.
    """

    text: str
    card: Card | None = None

    def framed(self, before: str = "", after: str = "") -> "Message":
        """The message with words before and after it, on the card as well as in the text."""
        if not (before or after):
            return self
        card = self.card
        if card is not None:
            card = replace(card, note=f"{before}{card.note}{after}".strip("\n"))
        return Message(f"{before}{self.text}{after}", card)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a person hears at once to what was said or clicked.

    Attributes:
        message: the answer; None says nothing (an unknown event, an entry nobody greets).
        done: for a click, the few words that take the place of the buttons, such as "已受理 09:31".
    """

    message: Message | None
    done: str = ""
