"""The graphs as `langgraph dev` opens them: that server keeps the checkpoints and cannot hand in a context."""

import asyncio
from functools import cache

from langchain_core.runnables import RunnableConfig

from nodes.report.claims import Style
from orchestrator.assembly import build_chat_parts, build_context
from orchestrator.chat.desk import Desk
from orchestrator.chat.graph import Chat, build_chat
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


async def served_chat(_config: RunnableConfig) -> Chat:
    """The conversation about the runs of the home folder; its networks are loaded once for all threads."""
    return await asyncio.to_thread(_build_chat)


@cache
def _build_chat() -> Chat:
    settings = read_settings()
    return build_chat(build_chat_parts(settings, Desk(settings), Style()))
