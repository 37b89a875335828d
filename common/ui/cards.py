"""The figures above a list."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Card:
    """A figure with the address of the rows that it is about.

    is_count: the figure is the number of these rows.
    """

    label: str
    value: float | None
    href: str
    is_count: bool = False
