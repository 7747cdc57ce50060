"""Small numbers stay out of a report, and cannot be worked back from what does stand in it.

A number of 1 to 4 can point to a person, so it is never shown. Zero is, because it points to nobody. Leaving a cell out
is not enough: with a total it is one subtraction away. There are two kinds of tables, and each has its way.

**Parts that add up** (`grouped`), such as the outcomes: every session is in exactly one. In a fixed order, a part that
is too small is taken together with the next one that is not zero, until the group holds at least four more than it has
parts. What is left over at the end joins the last group. Then every group and the total can be shown exactly. Why four
more: each part holds at least one, so that is the room in which its number can lie. Whoever knows the whole rule, and
the total from elsewhere, is left with at least four numbers for each part of a group: as many as 1 to 4 are.

**Counts that overlap** (`spanned`), such as the thresholds: one session can reach several. What is known of one count
can bound another from below: all outcomes 112 come from the thresholds for 112, and one threshold can be the union of
two others. (Never from above, except by the number of sessions: conditions have no negation.) So the limit there is
ten. A bound of 4 then still leaves 4 to 9, and nobody can tell that the number is small. The same holds for the
sessions that a count leaves out, and for what was raised by hand: all outcomes `bel_nu` come from a threshold, a raise
or a recorded weighing. However many counts there are in such a sum, it only gives a bound from below: with 22 outcomes
and two thresholds of at most 9, at least 4 were raised. From above a hidden count is known to be at most 9. So whenever
it can be small, five numbers or more remain that are not. A sum can pin a 9 (of 27 outcomes) or leave 6 to 9, but those
numbers are not small: they may be known. It is the limit of 5 only, with a bound of 4, that pins a small number.

A number can be large and yet be about one family: one that was weighed six times, or one with eight promises. So of
each number that a table shows there must also be at least five different **cases** behind it. This hides more and never
less. A part of few cases goes together with the next one; a count that overlaps is then not shown at all. That rule
tells something too: six sessions of at least five cases have at most one that came back. So a table is about at least
nine sessions. Then none to four can have come back, and that is as much as a small number may be known. Of one group of
5 to 8 in a larger table it stays known that at most its number less five are of a case that is in it already: 0 or 1
of 6. That is the price of this rule. To show no group below nine would be the only way around it.

Neither compares cells to choose what to hide, such as the smallest of them: that choice would tell how they differ.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

FEW = 5
"""Less than this, and not zero, is a small number."""
FEW_OVERLAPPING = 2 * FEW
"""The same among counts that overlap."""
LEAST = FEW + FEW - 1
"""No table is about less: beside five cases there is then room for every small number of sessions that came back."""


@dataclass(frozen=True, slots=True)
class Group:
    """Parts of a whole, by name, and how many are in them together."""

    names: tuple[str, ...]
    count: int
    cases: frozenset[str] = field(default=frozenset(), repr=False, compare=False)

    @property
    def is_large(self) -> bool:
        """Whether enough numbers remain possible for each part, and enough cases are in it."""
        return self.count - len(self.names) >= FEW - 1 and len(self.cases) >= FEW

    def joined(self, other: Group) -> Group:
        """Both together."""
        return Group((*self.names, *other.names), self.count + other.count, self.cases | other.cases)


NOTHING = Group((), 0)


@dataclass(frozen=True, slots=True)
class Span:
    """What may be known of a count: it lies from `least` to `most`. When those are equal it is shown."""

    least: int
    most: int

    @property
    def exact(self) -> int | None:
        """The count itself, or None when it is not shown."""
        return self.least if self.least == self.most else None


def grouped(parts: Mapping[str, int], cases: Mapping[str, frozenset[str]]) -> tuple[Group, ...]:
    """The parts in their order, small ones together with a next one; nothing when they are few altogether.

    `cases` are those behind each part.
    """
    groups = list(_gathered(parts, cases))
    if len(groups) > 1 and not groups[-1].is_large:
        groups[-2:] = [groups[-2].joined(groups[-1])]
    if sum(parts.values()) < LEAST or not groups[0].is_large:
        return ()
    first = {group.names[0]: group for group in groups}
    shown = (first.get(name) if part else Group((name,), 0) for name, part in parts.items())
    return tuple(group for group in shown if group)


def _gathered(parts: Mapping[str, int], cases: Mapping[str, frozenset[str]]) -> Iterator[Group]:
    group = NOTHING
    for name, part in parts.items():
        if part:
            group = group.joined(Group((name,), part, cases[name]))
        if group.is_large:
            yield group
            group = NOTHING
    if group != NOTHING:
        yield group


def together(groups: Sequence[Group], names: Collection[str]) -> int | None:
    """How many there are in these parts, or None when a group holds some of them and something else too."""
    inside = [group for group in groups if set(group.names) <= set(names)]
    known = {name for group in inside for name in group.names}
    return sum(group.count for group in inside) if known == set(names) else None


def spanned(count: int, whole: int, few: int = FEW) -> Span:
    """What may be known of a count out of a whole that is shown and that is zero or not small."""
    if count in (0, whole):
        return Span(count, count)
    if whole < 2 * few:
        return Span(1, whole - 1)
    if count < few:
        return Span(1, few - 1)
    if whole - count < few:
        return Span(whole - few + 1, whole - 1)
    return Span(count, count)
