"""The graph as `langgraph dev` opens it: that server keeps the checkpoints and cannot hand in the context of a run."""

import asyncio

from langchain_core.runnables import RunnableConfig

from orchestrator.assembly import build_context
from orchestrator.graph import Graph, build_graph
from orchestrator.settings import read_settings


async def served_graph(config: RunnableConfig) -> Graph:
    """The graph of one thread, whose run folder is `runs/dev-<thread>`; the server calls this for each run."""
    settings = read_settings()
    thread = (config.get("configurable") or {}).get("thread_id")
    run_dir = settings.runs / f"dev-{thread}"
    if thread:  # it also asks for the graph to draw it
        await asyncio.to_thread(run_dir.mkdir, parents=True, exist_ok=True)
    return build_graph(context=build_context(settings, run_dir))
