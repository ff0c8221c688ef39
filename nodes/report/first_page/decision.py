"""The sentence that decides: where to go first and why, or that nothing stands out."""

from collections.abc import Iterator

from models.field.measured.places import find_faults
from models.field.measured.results import FieldsResult
from models.field.measured.standing import LEAST_PEERS
from nodes.report.chapters.fields import CROPS_TOLD, Numbered, sum_up_crops
from nodes.report.first_page.words import Words
from nodes.report.wording import Said, escape

_NAMED = 3


def decide(fields: list[Numbered], said: Said, words: Words, *, alike: bool = False) -> Iterator[str]:
    """Say it of judged fields, the worst first: bare, behind their peers, weak in part, or none of these.

    Areas that look `alike` are no fields, so nothing is said of peers.
    """
    if not any(f"field.{number}.median" in said for number, _ in fields):
        yield f"**{words.without_ndvi()}**"
        return
    yield f"**{_first(fields, said, words)}**"
    if not alike and not any(field.peers for _, field in fields):
        yield words.few_peers(LEAST_PEERS)


def _first(fields: list[Numbered], said: Said, words: Words) -> str:
    faults = find_faults([field for _, field in fields])
    faulty = {fault: [entry for entry, found in zip(fields, faults, strict=True) if found == fault] for fault in faults}
    if bare := faulty.get("bare", [])[:_NAMED]:
        return words.go_to(_names(bare), words.mostly_bare())
    is_behind = ("behind_peers", "behind_few")
    if behind := [entry for entry, fault in zip(fields, faults, strict=True) if fault in is_behind][:_NAMED]:
        crops = dict.fromkeys(escape(words.crop(field.crop)) for _, field in behind)
        return words.go_to(_names(behind), words.far_below([*crops]))
    if weak := faulty.get("weak_patch", [])[:1]:
        of = f"field.{weak[0][0]}.patch_"
        area = said(of + "largest", said(of + "pixels"))
        return words.go_to(_names(weak), words.has_patch(area, said(of + "below")))
    if any(field.peers for _, field in fields):
        return words.all_like_peers()
    number, field = fields[0]
    crop = escape(words.crop(field.crop)) if field.crop else None
    return words.lowest(escape(field.name), crop, said(f"field.{number}.median"))


def _names(fields: list[Numbered]) -> list[str]:
    return [escape(field.name) for _, field in fields]


def tell_crops(result: FieldsResult, said: Said, words: Words) -> str:
    """One line: how green the fields of each crop are."""
    parts = [
        words.of_crop(escape(words.crop(crop)), len(medians), said(f"crop.{place}.low"), said(f"crop.{place}.high"))
        for place, (crop, medians) in enumerate(sum_up_crops(result)[:CROPS_TOLD], 1)
    ]
    text = words.join(parts)
    return f"{text[:1].upper()}{text[1:]}." if parts else ""
