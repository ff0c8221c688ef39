import logging
import time

import pytest

from nodes.drafting.budget import Budget
from nodes.drafting.choose import schema_of
from nodes.drafting.draft import draft, write_by_code
from nodes.drafting.writer import Message, NoAnswer
from orchestrator.llm.asking import ModelWriter, open_writer
from orchestrator.settings import LlmAccess
from tests import llm_server
from tests.llm_server import Script, call, cut, fail, garbage, nothing, say, serve, slow, trickle
from tests.nodes.drafting.made import FALSE, HEALTH, TRUE, proofread

SECRET = "sk-very-secret-key"
ASKED = [Message("system", "be true"), Message("user", "the facts")]


def writer_for(served: llm_server.Served, mode="rewrite") -> ModelWriter:
    access = LlmAccess(base_url=served.url, server_key=SECRET)
    return open_writer("openai:test", access, Budget(retries_a_call=0), mode)


def always(what: llm_server.Say) -> Script:
    return lambda _body: what


def test_a_good_answer_comes_with_its_tokens_and_the_request_is_cold():
    with serve(always(say("<think>hm</think>All is said."))) as served:
        reply = writer_for(served).write(ASKED, 10)
    assert (reply.text, reply.tokens_in, reply.tokens_out) == ("All is said.", 100, 20)
    [body] = served.asked
    assert body["temperature"] == 0 and body["max_tokens"] == Budget().tokens_a_reply
    assert [message["role"] for message in body["messages"]] == ["system", "user"]
    assert served.keys == [f"Bearer {SECRET}"] and SECRET not in str(body)


def test_a_choice_is_asked_for_by_its_schema():
    with serve(always(say('{"sentences": ["health.severe"]}'))) as served:
        words = draft([HEALTH], writer_for(served, "choose"), proofread)
    assert words.sections[0].author == "model"
    told = served.asked[0]["response_format"]["json_schema"]["schema"]
    assert told["properties"] == schema_of(HEALTH)["properties"]


@pytest.mark.parametrize(
    ("what", "reason", "is_final"),
    [
        (fail(401, f"bad key {SECRET}"), "key", True),
        (fail(404), "no such model", True),
        (fail(400), "no such request", True),
        (fail(429), "too often", False),
        (fail(500), "failed", False),
        (fail(503), "failed", False),
        (garbage, "cannot be read", False),
        (nothing, "cannot be read", False),
        (cut, "reached", False),
        (slow(1.5), "in time", False),
        (trickle(1.5), "in time", False),
        (say("the answer goes on and", finish="length"), "longer", False),
    ],
)
def test_each_trouble_is_told_in_our_words_and_in_time(what, reason, is_final, caplog):
    caplog.set_level(logging.DEBUG, logger="orchestrator")
    with serve(always(what)) as served:
        begun = time.monotonic()
        with pytest.raises(NoAnswer, match=reason) as told:
            writer_for(served).write(ASKED, 0.6)
        assert time.monotonic() - begun < 1.2
    assert told.value.is_final is is_final
    assert SECRET not in f"{told.value!r}{caplog.text}"


def test_nobody_there_is_told():
    with serve(always(say("x"))) as served:
        pass
    with pytest.raises(NoAnswer, match="reached"):
        writer_for(served).write(ASKED, 5)


@pytest.mark.parametrize("mode", ["rewrite", "choose", "auto"])
@pytest.mark.parametrize(
    "what",
    [
        say(FALSE), say(""), say(None), say("x" * 1_000_000), say('{"sentences": ["none"]}'), fail(500), garbage, cut,
        nothing, call(("measure", {"what": "NDVI"})), slow(0.5, TRUE), trickle(0.5),
    ],
)  # fmt: skip
def test_whatever_a_server_does_the_section_is_true(what, mode):
    limits = Budget(calls=8, seconds=1.5, seconds_a_call=0.2)
    with serve(always(what)) as served:
        [section] = draft([HEALTH], writer_for(served, mode), proofread, budget=limits).sections
    assert (section.author, section.text) == ("code", write_by_code(HEALTH))
