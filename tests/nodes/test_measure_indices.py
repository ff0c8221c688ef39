from models.fake import FakeBackend
from models.schemas import CloudResult
from nodes.context import RunContext
from nodes.measure_indices import measure_indices
from nodes.state import Request, SceneState
from tests.models.geo.indices.test_indices import world
from tests.stand_ins import modality

CLOUDS = CloudResult(
    method="validity only", raster="valid.tif", pixels=dict.fromkeys(("no_data", "clear", "cloud", "shadow"), 1),
    area_ha=None,
)  # fmt: skip


def measured(folder, scene, **request):
    state = SceneState(
        request=Request(scene_path=scene.path, **request), scene=scene, modality=modality(), clouds=CLOUDS
    )
    return measure_indices(state, RunContext(folder, FakeBackend()))


def test_fills_its_field_and_names_what_is_refused(tmp_path):
    scene, *_ = world(tmp_path)
    update = measured(tmp_path, scene)
    assert set(update) == {"indices", "issues"}
    assert (tmp_path / update["indices"].raster).is_file()
    assert (
        SceneState.model_validate_json(SceneState(request=Request(scene_path="x"), **update).model_dump_json()).indices
        == update["indices"]
    )
    reasons = [issue.reason for issue in update["issues"]]
    assert "NDRE, CIRE: the scene has no band known as rededge071" in reasons
    [edge] = [issue for issue in update["issues"] if "NDRE" in issue.subjects]
    assert (edge.subjects, edge.code) == (("NDRE", "CIRE"), "needs_bands")
    assert edge.shared_reason == "the scene has no band known as rededge071"
    assert all(issue.kind == "refused" and issue.needed for issue in update["issues"])


def test_without_reflectance_only_an_issue_is_left(tmp_path):
    scene, *_ = world(tmp_path)
    numbers = scene.model_copy(update={"unit": scene.unit.model_copy(update={"value": "dn"})})
    update = measured(tmp_path, numbers)
    assert set(update) == {"issues"}
    assert len(update["issues"]) == 1
    assert "NDVI, EVI" in update["issues"][0].reason
    assert update["issues"][0].needed == "a product of reflectance"
    assert not (tmp_path / "indices.tif").exists()


def test_asked_for_indices_are_the_only_ones(tmp_path):
    scene, *_ = world(tmp_path)
    update = measured(tmp_path, scene, indices=("savi",))
    assert [stats.name for stats in update["indices"].stats] == ["SAVI"]
    assert update["issues"] == ()
