"""The sections on cover and indices of the scene, and on clouds."""

from collections.abc import Iterator

from nodes.report.chapters.layers import has_layers, shorten_name
from nodes.sentences.telling import Desk, Told, pair

_TOLD = 6
"""Indices or layers that are told."""


def tell_cover(desk: Desk) -> Iterator[Told]:
    """Say each index or layer of the scene, and how much ground each class of cover has."""
    indices = desk.state.indices
    if indices is None:
        return
    for entry in [entry for entry in indices.stats if entry.pixels][:_TOLD]:
        of, is_layer = f"index.{entry.name}.", has_layers(desk.state)
        statistic = "mean" if entry.unit == "dB" else "median"
        value = desk.said(of + ("mean" if entry.unit == "dB" else "p50"))
        low, high = desk.said(of + "p5"), desk.said(of + "p95")
        if is_layer or entry.unit != "1":
            name = shorten_name(entry)
            wordings = desk.words.layer(name, statistic, value, low, high, relative=entry.is_relative)
        elif entry.name == "NDVI":
            wordings = pair(desk.first.greenness(value, low, high), *desk.words.index(entry.name, value, low, high))
        else:
            wordings = desk.words.index(entry.name, value, low, high)
        yield Told(entry.name, wordings, is_required=entry.is_relative)
    for place, cover in enumerate(indices.cover):
        share, area = f"cover.{place}.share", f"cover.{place}.area"
        if cover.pixels and share in desk.said:
            much = desk.said(area) if area in desk.said else None
            yield Told(f"class.{place}", desk.words.cover(desk.first.cover_name(cover.name), desk.said(share), much))


def tell_clouds(desk: Desk) -> Iterator[Told]:
    """Say how much of the ground was seen, and what hides the rest; nothing of radar, which sees through clouds."""
    kind = desk.state.modality.modality if desk.state.modality else None
    if not desk.has("seen.pixels") or kind == "sar":
        return
    seen = desk.said("seen.area", desk.said("seen.pixels"))
    if desk.has("clear.pixels") and not desk.has("clear.share"):
        yield Told("seen", desk.words.seen_few(seen, desk.said("clear.pixels")))
    else:
        clear = desk.said("clear.share") if desk.has("clear.share") else None
        yield Told("seen", desk.words.seen(seen, clear))
    if not desk.has("hidden.share") or not desk.value("hidden.share"):
        return
    hidden = desk.said("hidden.share")
    yield Told("hidden", pair(desk.first.hidden(hidden), desk.otherwise.hidden(hidden)), is_required=True)
    yield Told("parts", desk.words.cloud_and_shadow(desk.said("cloud.share"), desk.said("shadow.share")))
