"""Train a captioner: `python -m models.caption.learning.train --bank BANK --out DIR --cache CACHE`.

In three stages: the encoder by masked reconstruction; encoder and adapter by the aspects of patches; low-rank matrices
by captions. A run that was stopped goes on where it was. With `--official` the encoder is the
CROMA-Large of its authors, with `--base Qwen/Qwen2-1.5B-Instruct` the language model is another.
"""

import json
import logging
from pathlib import Path

import torch
from pydantic import BaseModel, ConfigDict, Field
from torch import nn

from models.caption.base_model import find_base
from models.caption.config import CROMA_LARGE, SMOLLM2, BaseReference, CaptionConfig, EncoderConfig, LoraSizes
from models.caption.encoder import build_encoder, load_official
from models.caption.language import add_fresh_matrices, load_language
from models.caption.learning.stages.course import BEST, Course
from models.caption.learning.stages.heads import Heads
from models.caption.learning.stages.pretrain import pretrain
from models.caption.learning.stages.see import Seer, learn_to_see
from models.caption.learning.stages.tell import Speaker, learn_to_tell, list_words
from models.caption.network import Captioner, write_network
from models.files import write_whole
from models.learning.training import config_from_flags, seed_all

_HOUR = 60


class TrainConfig(BaseModel):
    """Train a captioner."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    bank: Path = Field(description="the folder that models.caption.learning.patches has made")
    out: Path = Field(description="where checkpoints, logs and weights go")
    cache: Path = Field(description="where the language model is kept")
    base: str = Field(default=SMOLLM2, description="ours, or a language model of a hub or in a folder")
    official: Path | None = Field(default=None, description="CROMA-Large of its authors, instead of ours")
    pretrain_minutes: float = Field(default=8.0, ge=0, description="stage one, of ours alone")
    see_minutes: float = Field(default=25.0, gt=0, description="stage two")
    tell_minutes: float = Field(default=45.0, gt=0, description="stage three")
    patches: int = Field(default=64, gt=0, description="at once, in stages one and two")
    captions: int = Field(default=6, gt=0, description="at once, in stage three")
    rank: int = Field(default=16, gt=0, description="of the low-rank matrices")
    from_layer: int = Field(default=12, ge=0, description="the first layer that has them")
    threads: int = Field(default=0, ge=0, description="of the processor; 0: all")
    seed: int = Field(default=1, ge=0, description="of weights, patches and captions")
    device: str = Field(default="cpu", description="cpu or cuda")


def main() -> None:
    """Run it from the command line."""
    logging.basicConfig(format="%(message)s")
    logging.getLogger("models").setLevel(logging.INFO)
    train(config_from_flags(TrainConfig))


def train(given: TrainConfig) -> Path:
    """Train, and leave the folder of weights in `given.out`."""
    seed_all(given.seed)
    if given.threads:
        torch.set_num_threads(given.threads)
    base = find_base(given.base, given.cache, fetch=True)
    config = CaptionConfig(
        model=f"XVision: {'CROMA-Large' if given.official else 'CROMA small'} and {base.name}",
        encoder=CROMA_LARGE if given.official else EncoderConfig(),
        lora=LoraSizes(rank=given.rank, alpha=2 * given.rank, from_layer=given.from_layer),
        base=BaseReference(name=base.name, sha256=base.sha256),
    )
    course = Course(given.bank, given.patches, given.seed, given.device)
    language = add_fresh_matrices(load_language(base, torch.bfloat16), config.lora)
    language.to(given.device)
    if given.device == "cpu":
        language.model.set_attn_implementation("eager")  # on short texts faster than what is made for long ones
    captioner = Captioner(config, language, list_words(language, course))
    captioner.encoder = _find_encoder(config.encoder, course, given)
    seer = Seer(captioner.encoder, captioner.adapter, Heads(captioner.codebook)).to(given.device)
    learn_to_see(seer, course, given.out / "see", given.see_minutes / _HOUR)
    speaker = Speaker(captioner).to(given.device)
    few = Course(given.bank, given.captions, given.seed, given.device)
    learn_to_tell(speaker, few, given.out / "tell", given.tell_minutes / _HOUR)
    folder = given.out / "weights"
    write_network(captioner, folder)
    facts = given.model_dump(mode="json", exclude={"bank", "out", "cache", "device", "official"})
    write_whole(folder / "metrics.json", json.dumps({"trained": facts}, indent=1) + "\n")
    return folder


def _find_encoder(config: EncoderConfig, course: Course, given: TrainConfig) -> nn.Module:
    """Take the official encoder, or pretrain ours, unless stage two has begun."""
    if given.official:
        return load_official(given.official, config)
    if not given.pretrain_minutes or (given.out / "see" / BEST).is_file():
        return build_encoder(config)
    return pretrain(config, course, given.out / "pretrain", given.pretrain_minutes / _HOUR)


if __name__ == "__main__":
    main()
