"""What matters most: the sentence that the report decides with, the reasons behind it, and the doubt that counts."""

from models.field.measured.results import FieldsResult
from nodes.answers.answer import Answer
from nodes.answers.asking import About, Asking
from nodes.answers.calls import Summarize
from nodes.answers.reasons import tell_reason
from nodes.report.chapters import CHAPTERS
from nodes.report.chapters.fields import CROPS_TOLD, sum_up_crops, worst_first
from nodes.report.first_page.decision import decide
from nodes.report.wording import Said, strip_markup
from nodes.sentences.fact import Quantity

_NEXT = 2
"""Fields after the first that are told."""
_LEAST_HIDDEN = 10.0
"""Percent of the ground under cloud from which it is said."""


class Placed(Said):
    """The claims of a run as places in a text; what is said becomes a fact of the answer."""

    def __init__(self, asking: Asking) -> None:
        super().__init__(asking.run.claims.values())
        self._asking = asking

    def __call__(self, name: str, otherwise: str = "not known") -> str:
        """Give the place of a claim, or what is said where there is no such claim."""
        return self._asking.known(name, _about(self._asking, name)) or otherwise


def summarize(asking: Asking, _call: Summarize) -> Answer:
    """Say where to go first and why, or what was found in all."""
    state = asking.run.state
    if state.is_photograph:
        return asking.done(asking.say("summary.photograph"))
    said = Placed(asking)
    fields = state.fields
    judged = worst_first(fields) if fields is not None and not fields.of_scene else []
    has_ndvi = any(f"field.{number}.median" in said for number, _ in judged)
    if fields is not None and judged and has_ndvi:
        decided = [*decide(judged, said, asking.words.page, alike=fields.alike is not None)]
        decided += [asking.words.page.alike(said("areas.agreement"))] if fields.alike is not None else []
        first = strip_markup(" ".join(decided))
        then = [
            asking.say("rank.item", name=one.name, reason=tell_reason(asking, at, one)) for at, one in judged[:_NEXT]
        ]
        return asking.done(first, f"{'; '.join(then)}.", _tell_crops(asking, fields, said),
                           _clouds(asking), *warnings(asking))  # fmt: skip
    if "index.NDVI.p50" in said:
        words = asking.words.page.greenness(*(said(f"index.NDVI.p{key}") for key in ("50", "5", "95")))
        return asking.done(words, _clouds(asking), *warnings(asking))
    plain = [one for chapter in CHAPTERS for one in chapter.summary(state, said)] if asking.language == "en" else []
    stats = state.indices.stats[0] if state.indices and state.indices.stats else None
    if not plain and stats is not None and stats.pixels:
        median = said(f"index.{stats.name}.p50")
        plain = [asking.say("index.one", where=asking.say("where.scene"), index=stats.name, value=median,
                            statistic=asking.words.name("statistic.median"))]  # fmt: skip
    if not plain:
        return asking.cannot(asking.say("summary.nothing"))
    return asking.done(*(strip_markup(one) for one in plain), *warnings(asking))


def _tell_crops(asking: Asking, fields: FieldsResult, said: Placed) -> str:
    """Tell in one line how green the fields of each crop are."""
    parts = []
    for place, (crop, medians) in enumerate(sum_up_crops(fields)[:CROPS_TOLD], 1):
        key = "summary.crop" if len(medians) > 1 else "summary.one_of_crop"
        numbers = {name: said(f"crop.{place}.{name}") for name in ("count", "low", "high")}
        parts.append(asking.say(key, crop=asking.words.page.crop(crop), **numbers))
    text = "; ".join(parts)
    return f"{text[:1].upper()}{text[1:]}." if parts else ""


def warnings(asking: Asking) -> list[str]:
    """Say what stands over all that a run tells: made up, simulated, another version."""
    run = asking.run
    found = [asking.say("hedge.made_up")] if run.is_made_up else []
    if run.state.scene is not None and run.state.scene.simulated:
        found.append(asking.say("hedge.simulated"))
    if run.written_by:
        found.append(asking.say("old_version", version=run.written_by))
    return found


def _clouds(asking: Asking) -> str:
    clouds = asking.run.state.clouds
    if clouds is None or clouds.reason_unmasked is not None:
        return asking.say("clouds_unmasked") if clouds is not None and _sees_clouds(asking) else ""
    claim = asking.run.claims.get("hidden.share")
    if claim is None or claim.value < _LEAST_HIDDEN:
        return ""
    return asking.say("summary.clouds", value=str(asking.known("hidden.share", About("share", "hidden", of="data"))))


def _sees_clouds(asking: Asking) -> bool:
    modality = asking.run.state.modality
    return modality is None or modality.modality != "sar"


_UNITS: dict[str, Quantity] = {"%": "share", "ha": "area", "m": "length", "pixels": "pixels", "degrees": "position"}


def _about(asking: Asking, name: str) -> About:
    """Tell what a claim of the report is a number of, by its name."""
    claim, parts = asking.run.claims.get(name), name.split(".")
    fields = asking.run.state.fields
    about = None
    if parts[0] == "field" and fields is not None:
        about = fields.fields[int(parts[1]) - 1].name
    if claim is None:
        return About("count", name, about)
    is_difference = parts[-1] in ("peers", "few", "patch_below", "below")
    plain: Quantity = "count" if parts[-1].endswith("count") else "difference" if is_difference else "index"
    quantity = _UNITS.get(claim.unit, plain)
    statistics = {"p50": "median", "low": "lowest", "high": "highest"}
    topic = (
        "NDVI"
        if quantity in ("index", "difference") and parts[0] != "index"
        else parts[1 if parts[0] == "index" else 0]
    )
    return About(quantity, topic, about, statistics.get(parts[-1], parts[-1]))
