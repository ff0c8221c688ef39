import asyncio
import importlib
import json

from langgraph.checkpoint.memory import InMemorySaver

from nodes.answers.calls import Measure, Where
from orchestrator import assembly, dev_server
from orchestrator.graph import build_graph
from tests.nodes.answers.made import answerable
from tests.orchestrator.chat.talking import ByHeart
from tests.orchestrator.runs import ROOT
from tests.stand_ins import request_for, stand_ins

GREEN, LOW = (Measure(what="NDVI", where=Where(field=name)) for name in ("Brook", "Low"))


def test_langgraph_json_names_a_graph_that_can_be_drawn(tmp_path, monkeypatch):
    monkeypatch.setenv("AGRI_HOME", str(tmp_path / "home"))
    named = json.loads((ROOT / "langgraph.json").read_text())["graphs"]["agri"]
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


def test_the_chat_of_the_server_answers_messages_as_they_come_by_http(tmp_path, monkeypatch):
    monkeypatch.setenv("AGRI_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(assembly, "build_planner", lambda: ByHeart({"how green is Brook?": GREEN, "and Low?": LOW}))
    answerable(tmp_path / "home" / "runs" / "june")
    named = json.loads((ROOT / "langgraph.json").read_text())["graphs"]["chat"]
    graph = asyncio.run(getattr(dev_server, named.partition(":")[2])({}))
    graph.checkpointer = InMemorySaver()  # as the server hands in its own
    config = {"configurable": {"thread_id": "abc"}}
    for question in ("how green is Brook?", "and Low?"):
        found = graph.invoke({"messages": [{"role": "human", "content": [{"type": "text", "text": question}]}]}, config)
    assert [message.type for message in found["messages"]] == ["human", "ai"] * 2
    assert "Low" in found["messages"][-1].text and "{" not in found["messages"][-1].text
    assert json.loads(json.dumps(found["answers"], allow_nan=False))[0]["status"] == "answered"
    assert {"listen", "plan", "answer", "say"} <= {*graph.get_graph().nodes}
