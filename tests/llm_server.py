"""A server on loopback that speaks as OpenAI's does and answers what a script says, good or bad."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Body = dict[str, Any]
Say = Callable[["Handler", Body], None]
Script = Callable[[Body], Say]
"""What a request asks for → how it is answered."""


@dataclass
class Served:
    """The address of a running server, and what it was asked."""

    url: str
    asked: list[Body] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    script: Script
    served: Served

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.served.asked.append(body)
        self.served.keys.append(self.headers.get("Authorization"))
        try:
            self.script(body)(self, body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def log_message(self, *_: Any) -> None:
        """Print nothing."""

    def send(self, content: bytes, status: int = 200, stated: int | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content) if stated is None else stated))
        self.end_headers()
        self.wfile.write(content)
        self.wfile.flush()


@contextmanager
def serve(script: Script) -> Iterator[Served]:
    """Serve a script until the block ends."""
    handler = type("Scripted", (Handler,), {"script": staticmethod(script)})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    handler.served = Served(f"http://127.0.0.1:{server.server_port}/v1")  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield handler.served  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        server.server_close()


def completion(content: str | None, calls: tuple[tuple[str, Any], ...] = (), finish: str = "stop") -> bytes:
    """A chat completion with a text, or with calls of tools, as (name, arguments)."""
    message: Body = {"role": "assistant", "content": content}
    if calls:
        message["tool_calls"] = [
            {"id": f"call_{count}", "type": "function", "function": {"name": name, "arguments": json.dumps(arguments)}}
            for count, (name, arguments) in enumerate(calls)
        ]
    choice = {"index": 0, "message": message, "finish_reason": "tool_calls" if calls else finish}
    usage = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}
    told = {"id": "one", "object": "chat.completion", "created": 1, "model": "test", "choices": [choice]}
    return json.dumps(told | {"usage": usage}).encode()


def say(text: str | None, finish: str = "stop") -> Say:
    return lambda handler, _body: handler.send(completion(text, finish=finish))


def call(*calls: tuple[str, Any]) -> Say:
    return lambda handler, _body: handler.send(completion(None, calls))


def fail(status: int, words: str = "no") -> Say:
    content = json.dumps({"error": {"message": words, "type": "error", "code": None}}).encode()
    return lambda handler, _body: handler.send(content, status)


def garbage(handler: Handler, _body: Body) -> None:
    handler.send(b'{"choices": [{"mess')


def nothing(handler: Handler, _body: Body) -> None:
    handler.send(b"")


def cut(handler: Handler, _body: Body) -> None:
    """Say that more is coming, and hang up."""
    content = completion("The field is")
    handler.send(content[: len(content) // 2], stated=len(content))
    handler.close_connection = True


def slow(seconds: float, text: str = "late") -> Say:
    def answer(handler: Handler, body: Body) -> None:
        time.sleep(seconds)
        say(text)(handler, body)

    return answer


def trickle(seconds: float) -> Say:
    """Send a letter now and then, so that no time-out of a read is ever reached."""

    def answer(handler: Handler, _body: Body) -> None:
        handler.send(b"{", stated=10_000)
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            time.sleep(0.02)
            handler.wfile.write(b" ")
            handler.wfile.flush()
        handler.close_connection = True

    return answer
