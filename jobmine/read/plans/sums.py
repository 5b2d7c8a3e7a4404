"""Sums that a plan states, beside those of the rows above them."""

from __future__ import annotations

from dataclasses import dataclass, field

_SLACK = 0.01
_TITLES = {"credits": "学分", "hours": "学时"}


@dataclass
class Sums:
    """Credits and hours of the rows read so far: of all, since the last line across, and since the last sum.

    Examples
    --------
    >>> sums = Sums()
    >>> sums.add(4, 64); sums.add(2, 32)
    >>> sums.check("第9行", "小计", 6, 96), sums.check("第10行", "合计", 6, 90)
    ([], ['第10行“合计”的学时为 90，所列各课相加为 96'])
    """

    whole: dict[str, float] = field(default_factory=lambda: dict.fromkeys(_TITLES, 0.0))
    section: dict[str, float] = field(default_factory=lambda: dict.fromkeys(_TITLES, 0.0))
    since: dict[str, float] = field(default_factory=lambda: dict.fromkeys(_TITLES, 0.0))

    def add(self, points: float | None, hours: float | None) -> None:
        """Count a course: its credits and hours."""
        for name, value in (("credits", points), ("hours", hours)):
            for sums in (self.whole, self.section, self.since):
                sums[name] += value or 0

    def open_section(self) -> None:
        """Begin a part of the table."""
        self.section = dict.fromkeys(_TITLES, 0.0)

    def check(self, place: str, label: str, points: float | None, hours: float | None) -> list[str]:
        """Return what is stated otherwise than the rows add up to, whichever rows are meant; begin anew."""
        notes: list[str] = []
        meant = [self.since, self.section, self.whole]
        if any(share in label for share in ("比", "占", "周")):
            return notes
        for name, stated in (("credits", points), ("hours", hours)):
            sums = [rows[name] for rows in meant if rows[name]]
            if stated is not None and sums and all(abs(stated - value) > _SLACK for value in sums):
                near = min(sums, key=lambda value: abs(stated - value))
                notes.append(f"{place}“{label}”的{_TITLES[name]}为 {stated:g}，所列各课相加为 {near:g}")
        self.since = dict.fromkeys(_TITLES, 0.0)
        return notes
