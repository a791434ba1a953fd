"""What was lately said or asked, in memory, and no more of it than there is room for."""

from collections import OrderedDict
from typing import Generic, TypeVar

T = TypeVar("T")


class Recent(Generic[T]):
    """The last so many things, by name; whatever is older is forgotten.

    Args:
        room: how many.
    """

    def __init__(self, room: int) -> None:
        self._room = room
        self._kept: OrderedDict[str, T] = OrderedDict()

    def __contains__(self, name: str) -> bool:
        return name in self._kept

    def get(self, name: str) -> T | None:
        """The thing, or None."""
        return self._kept.get(name)

    def put(self, name: str, thing: T) -> None:
        """Keep it, as the newest."""
        self._kept[name] = thing
        self._kept.move_to_end(name)
        if len(self._kept) > self._room:
            self._kept.popitem(last=False)
