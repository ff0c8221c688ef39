import asyncio
import contextlib
import json
import os
import socket
import subprocess
import sys
import time

import httpx
import pytest
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.memory import create_connected_server_and_client_session as connected

from models.errors import ConfigError
from orchestrator.chat.desk import Desk
from orchestrator.chat.parts import Parts
from orchestrator.mcp_server import build_server
from orchestrator.settings import read_settings
from tests.nodes.answers.made import answerable
from tests.orchestrator.runs import ROOT

TOKEN = "a-secret-of-some-length"
TOOLS = {
    "summarize", "describe", "measure", "count", "rank", "sift", "combine", "explain", "compare", "find_like",
    "tell_needed", "open_map", "analyse", "verify", "list_runs",
}  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    answerable(home / "runs" / "june")
    answerable(home / "elsewhere" / "hidden")
    return home


def settings_of(home):
    return read_settings(environment={"AGRI_HOME": str(home)})


def asked(home, *calls, scenes=(), analyse=None):
    """The results of calls, each a tool and its arguments, by a client in this process."""
    parts = Parts(Desk(settings_of(home), elsewhere=False), analyse=analyse)

    async def talk():
        async with connected(build_server(parts, scenes)._mcp_server) as client:
            return [await client.call_tool(tool, arguments) for tool, arguments in calls]

    return asyncio.run(talk())


async def use(session):
    """What any transport must bring."""
    await session.initialize()
    listed = await session.list_tools()
    assert {tool.name for tool in listed.tools} == TOOLS
    assert all(tool.description and tool.outputSchema for tool in listed.tools)
    [measure] = [tool for tool in listed.tools if tool.name == "measure"]
    assert measure.inputSchema["required"] == ["what"] and measure.inputSchema["additionalProperties"] is False
    return await session.call_tool("measure", {"what": "NDVI", "where": {"field": "Brook"}})


def check(result, home):
    told = result.structuredContent
    assert not result.isError and told["status"] == "answered"
    assert told["facts"] and all(fact["text"] in told["text"] for fact in told["facts"])
    assert all((home / "runs" / "june" / fact["file"]).is_file() for fact in told["facts"])
    assert json.loads(result.content[0].text) == told


def environment(home):
    return {**os.environ, "AGRI_HOME": str(home), "PYTHONPATH": str(ROOT), "AGRI_MCP_TOKEN": TOKEN}


def test_a_client_lists_and_calls_the_tools_by_stdio_and_nothing_else_is_printed(home):
    async def talk():
        server = StdioServerParameters(
            command=sys.executable, args=["-m", "orchestrator", "mcp"], env=environment(home), cwd=ROOT
        )
        async with stdio_client(server) as streams, ClientSession(*streams) as session:
            return await use(session)

    check(asyncio.run(talk()), home)


def test_a_client_with_the_token_is_answered_by_http_and_no_other(home):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "orchestrator", "mcp", "--http", "--port", str(port)]
    server = subprocess.Popen(command, env=environment(home), cwd=ROOT, stdout=subprocess.PIPE)
    address = f"http://127.0.0.1:{port}/mcp"
    hello = {"jsonrpc": "2.0", "id": 1, "method": "ping"}

    def status(headers):
        return httpx.post(address, json=hello, headers=headers, timeout=30).status_code

    async def talk():
        client = httpx.AsyncClient(headers={"Authorization": f"Bearer {TOKEN}"}, timeout=30)
        opened = streamable_http_client(address, http_client=client)
        async with client, opened as (reads, writes, _), ClientSession(reads, writes) as session:
            return await use(session)

    try:
        for _ in range(600):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.1)
        right = {"Authorization": f"Bearer {TOKEN}", "Accept": "application/json, text/event-stream"}
        assert status({}) == status({"Authorization": "Bearer wrong"}) == 401
        assert status(right | {"Host": "evil.example"}) == 421
        check(asyncio.run(talk()), home)
    finally:
        server.terminate()
        assert server.communicate(timeout=20)[0] == b""


@pytest.mark.parametrize(
    ("tool", "arguments", "reason"),
    [
        ("measure", {}, "what"),
        ("measure", {"what": "NDVI", "feild": "Brook"}, "feild"),
        ("measure", {"what": "NDVI", "where": {"feild": "Brook"}}, "feild"),
        ("rank", {"count": 99}, "count"),
        ("measure", {"what": "NDVI", "where": {"part": "up"}}, "part"),
        ("summarize", {"run": "may"}, "no finished run may"),
        ("summarize", {"run": "hidden"}, "no finished run hidden"),
        ("summarize", {"run": "../elsewhere/hidden"}, "no finished run"),
        ("no_such_tool", {}, "no_such_tool"),
        ("analyse", {"scene": "/etc/passwd"}, "--scenes"),
    ],
)
def test_what_cannot_be_asked_is_an_error_with_its_reason(home, tool, arguments, reason):
    [result] = asked(home, (tool, arguments))
    assert result.isError and reason in result.content[0].text


def test_a_run_that_the_command_line_names_may_be_opened(home):
    parts = Parts(Desk(settings_of(home), [home / "elsewhere" / "hidden"], elsewhere=False))

    async def talk():
        async with connected(build_server(parts)._mcp_server) as client:
            listed = await client.call_tool("list_runs", {})
            return listed.structuredContent["runs"], await client.call_tool("describe", {"run": "hidden"})

    runs, described = asyncio.run(talk())
    assert {run["name"] for run in runs} == {"june", "hidden"} and not described.isError


def test_only_scenes_of_named_folders_are_analysed(home, tmp_path):
    begun = []

    def analyse(call):
        begun.append(call.scene)
        return answerable(home / "runs" / "new").folder

    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "link.tif").symlink_to("/etc/passwd")
    calls = [("analyse", {"scene": str(tmp_path / name)}) for name in ("in/../out.tif", "in/link.tif", "in/a.tif")]
    results = asked(home, *calls, scenes=[tmp_path / "in"], analyse=analyse)
    assert [result.isError for result in results] == [True, True, False]
    assert begun == [str(tmp_path / "in" / "a.tif")]


def test_a_short_token_is_refused(home):
    with pytest.raises(ConfigError, match="too short"):
        build_server(Parts(Desk(settings_of(home))), token="abc")
