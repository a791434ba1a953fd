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
        note: a paragraph below, for what does not fit a line; what matters most stands first.
        buttons: six at most.
        number: the matter it is about, or "".
        version: how many entries the matter had when the card was made, so that an old card can be
            told; on a draft, which draft it is.
        rest: where what it has no room for can be read; "" where 查 with its number shows it, and
            of a card without a number, where the text must follow.
    """

    title: str
    desc: str = ""
    lines: tuple[tuple[str, str], ...] = ()
    note: str = ""
    buttons: tuple[Button, ...] = ()
    number: str = ""
    version: int = 0
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """Words that must be read whole: what an emergency is, whom to telephone.

    Attributes:
        title: a heading, for where it stands by itself.
        rows: label and words in order; the label is "" where the words need none.
    """

    title: str
    rows: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        """The part as a text of its own."""
        rows = (f"{label}：{words}" if label else words for label, words in self.rows)
        return "\n".join([f"{self.title}：", *rows])


@dataclass(frozen=True, slots=True)
class Message:
    """Text for everybody; a card besides, where a channel can show one.

    The text is complete by itself: a channel that cannot show the card shows the text, and each
    button's command is typed instead.

    Attributes:
        whole: what may not be cut; a part of which the card does not show all words follows it as
            a text, and one that the text lacks is added to it.
    """

    text: str
    card: Card | None = None
    whole: tuple[Part, ...] = ()

    def framed(self, before: str = "", after: str = "") -> "Message":
        """The message with words before and after it.

        On the card both stand before its note, the end of which a channel may have to cut.
        """
        if not (before or after):
            return self
        card = self.card
        if card is not None:
            first = (before.strip("\n"), after.strip("\n"), card.note)
            card = replace(card, note="\n".join(part for part in first if part))
        return replace(self, text=f"{before}{self.text}{after}", card=card)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a person hears at once to what was said or clicked.

    Attributes:
        message: the answer; None says nothing (an unknown event, an entry nobody greets).
        done: for a click, the few words that take the place of the buttons, such as "已受理 09:31".
        private: of an answer in a group, what others do not read: for the person alone.
        understood: False where the words were no answer to what was asked, and changed nothing.
    """

    message: Message | None
    done: str = ""
    private: Message | None = None
    understood: bool = True
