"""The sections on fields and on places to go to."""

from collections.abc import Iterator

from models.field.measured.results import FieldMeasured
from nodes.report.chapters.field_layers import list_fields
from nodes.report.chapters.fields import CROPS_TOLD, sum_up_crops, worst_first
from nodes.report.chapters.layers import has_layers, shorten_name
from nodes.report.first_page.field_list import LISTED, MUCH_BARE, find_side
from nodes.sentences.picture import find_words
from nodes.sentences.telling import Desk, Told, join_wordings, pair
from nodes.sentences.words import Wordings


def tell_fields(desk: Desk) -> Iterator[Told]:
    """One sentence for each field of the list, the worst first, then one for each crop."""
    result = desk.state.fields
    if result is None or result.of_scene:
        return
    if has_layers(desk.state):
        yield from _tell_layers(desk)
        return
    for number, field in worst_first(result)[:LISTED]:
        yield Told(str(number), join_wordings(_describe(desk, number, field)))
    for place, (crop, medians) in enumerate(sum_up_crops(result)[:CROPS_TOLD], 1):
        numbers = [desk.said(f"crop.{place}.{name}") for name in ("count", "low", "high")]
        wordings = desk.words.fields_of_crop(desk.first.crop(crop), *numbers, alone=len(medians) == 1)
        yield Told(f"crop.{place}", wordings)


def _describe(desk: Desk, number: int, field: FieldMeasured) -> Iterator[Wordings]:
    said, words, of, name = desk.said, desk.words, f"field.{number}.", field.name
    crop = desk.first.crop(field.crop) if field.crop else None
    if of + "median" in said:
        yield words.field(name, crop, said(of + "median"), said(of + "p10"), said(of + "p90"))
    else:
        yield words.field_seen(name, said(of + "judged"))
    if of + "peers" in said:
        side = find_side(field)
        count = said(of + "peer_count")
        if side == "among":
            yield words.like_peers(name, count)
        else:
            yield words.against_peers(name, said(of + "peers"), count, side)
    if of + "few" in said:
        yield words.against_few(name, said(of + "few"), said(of + "few_count"))
    if field.bare is not None and field.bare >= MUCH_BARE and of + "bare" in said:
        yield words.bare(name, said(of + "bare"))
    if of + "patches" in said:
        yield words.patches(name, said(of + "patches"), said(of + "patch_area", said(of + "patch_pixels")))
    if of + "on_scene" in said:
        yield words.on_scene(name, said(of + "on_scene"))
    if (text := find_words(desk, number)) is not None:
        yield words.picture_of(name, text)


def _tell_layers(desk: Desk) -> Iterator[Told]:
    assert desk.state.fields is not None and desk.state.indices is not None
    stats = desk.state.indices.stats
    for number, field in list_fields(desk.state.fields, stats)[:LISTED]:
        parts = []
        for entry in stats:
            statistic = "mean" if entry.unit == "dB" else "median"
            claim = f"field.{number}.{entry.name}.{statistic}"
            if claim in desk.said:
                parts.append((shorten_name(entry), statistic, desk.said(claim)))
        seen = desk.words.field_seen(field.name, desk.said(f"field.{number}.judged"))
        yield Told(str(number), desk.words.field_layers(field.name, parts) if parts else seen)


def tell_places(desk: Desk) -> Iterator[Told]:
    """Where each place is and what is meant by it, what to look for, and the file for a phone."""
    result = desk.state.fields
    if result is None or not result.places:
        return
    looks = set[str]()
    for number, place in enumerate(result.places, 1):
        of = f"place.{number}."
        area, below = (desk.said(of + name) if of + name in desk.said else None for name in ("area", "below"))
        what = desk.first.visit(place.kind, place.field, area, desk.said(of + "value"), below)
        label = desk.words.place_label(str(number))
        yield Told(str(number), desk.words.visit(label, desk.said(of + "latitude"), desk.said(of + "longitude"), what))
        look = desk.first.look_for(place.kind)
        if look not in looks:
            yield Told(f"look_for.{place.kind}", pair(look))
        looks.add(look)
    if result.scouting:
        yield Told("phone", pair(desk.first.on_the_phone(result.scouting)))
