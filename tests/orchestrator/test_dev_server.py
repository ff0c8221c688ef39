import asyncio
import importlib
import json

from langgraph.checkpoint.memory import InMemorySaver

from orchestrator import dev_server
from orchestrator.graph import build_graph
from tests.orchestrator.runs import ROOT
from tests.stand_ins import request_for, stand_ins


def test_langgraph_json_names_a_graph_that_can_be_drawn(tmp_path, monkeypatch):
    monkeypatch.setenv("AGRI_HOME", str(tmp_path / "home"))
    [named] = json.loads((ROOT / "langgraph.json").read_text())["graphs"].values()
    file, _, name = named.partition(":")
    module = importlib.import_module(file.removeprefix("./").removesuffix(".py").replace("/", "."))
    assert "compose_report" in asyncio.run(getattr(module, name)({})).get_graph().nodes
    assert not (tmp_path / "home").exists()


def test_a_thread_of_the_server_has_a_run_folder_of_its_own(tmp_path, monkeypatch, scene_file):
    monkeypatch.setenv("AGRI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("AGRI_BACKEND", "fake")
    monkeypatch.setattr(
        dev_server, "build_graph", lambda context: build_graph(stand_ins(), InMemorySaver(), context=context)
    )
    config = {"configurable": {"thread_id": "abc"}}
    graph = asyncio.run(dev_server.served_graph(config))
    found = graph.invoke({"request": request_for(scene_file)}, config)
    assert found["report"]
    assert (tmp_path / "home" / "runs" / "dev-abc" / "compose_report.txt").exists()
