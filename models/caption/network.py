"""The captioning network: an encoder sees, an adapter makes words' vectors of it, a language model tells."""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any, NamedTuple

import torch
from safetensors import SafetensorError
from torch import Tensor, nn
from torch.nn import functional

from models.caption.adapter import Adapter
from models.caption.base_model import Base
from models.caption.classes import Aspect
from models.caption.codebook import Codebook
from models.caption.config import ROOM, CaptionConfig
from models.caption.encoder import build_encoder, encode, look
from models.caption.language import LanguageModel, load_language, name_lora
from models.caption.said.statements import Statement, Verdict, check_by
from models.checkpoints import CHECKPOINT_FILES
from models.errors import ModelUnavailable
from models.files import write_whole
from models.schemas import Language

LEXICON = "lexicon"
"""The tensor that names the tokens of which captions are made; no other is ever said."""
TRIES = 4
"""Captions that are drawn beside the likeliest, where that does not say what the visual tokens tell."""
_SEED, _TEMPERATURE = 1, 0.8


class Told(NamedTuple):
    """A caption, and how sure the model was."""

    text: str
    confidence: float
    """0–1, the mean probability of the tokens that were chosen."""


class _Agreed(NamedTuple):
    """A caption without the clauses that do not agree with its tokens, and how many statements are left and lost."""

    told: Told
    kept: int
    lost: int


def _agree(told: Told, classes: Mapping[Aspect, str], language: Language) -> _Agreed:
    def judge(statement: Statement) -> Verdict:
        if statement.aspect == "unknown":
            return "unknown"
        return "holds" if (classes[statement.aspect] == statement.value) != statement.negated else "contradicted"

    checked = check_by(judge, told.text, language)
    kept = checked.count("holds")
    return _Agreed(Told(checked.text or told.text, told.confidence), kept, len(checked.judged) - kept)


class Captioner(nn.Module):
    """Encoder, adapter, codebook and low-rank matrices are its weights; the frozen language model stands beside."""

    def __init__(self, config: CaptionConfig, language: LanguageModel, lexicon: Sequence[int] = ()) -> None:
        super().__init__()
        self.config = config
        self.encoder = build_encoder(config.encoder)
        self.adapter = Adapter(config.adapter, config.encoder, language.width, language.measure_norm())
        self.lora = nn.ParameterDict({name.replace(".", "/"): part for name, part in name_lora(language.model).items()})
        self.codebook = Codebook(language)
        self._beside = (language,)  # in a tuple, so that its frozen weights are not taken for ours
        words = sorted(set(lexicon) | {language.end}) if lexicon else range(int(language.model.config.vocab_size))
        self.lexicon: Tensor
        self.register_buffer("lexicon", torch.tensor(list(words), dtype=torch.int32))

    @property
    def language(self) -> LanguageModel:
        """The language model."""
        return self._beside[0]

    def see(self, patches: Tensor) -> Tensor:
        """(n, 12, h, w) reflectance, NaN where there is none → (n, tokens, width) visual tokens."""
        visual = self._adapt(patches)
        return self.codebook.set_words(visual, self._choose(visual))

    def choose(self, patches: Tensor) -> Tensor:
        """(n, 12, h, w) reflectance → (n, aspects) numbers of the classes that the language model is told."""
        return self._choose(self._adapt(patches))

    def _adapt(self, patches: Tensor) -> Tensor:
        view = look(patches)
        visual: Tensor = self.adapter(encode(self.encoder, view.pixels), view)
        return visual

    def _choose(self, visual: Tensor) -> Tensor:
        return self.codebook.choose(visual, self.config.surely, self.config.surely_of_places)

    def measure_loss(
        self, visual: Tensor, languages: Sequence[Language], captions: Sequence[Sequence[int]],
        weights: Sequence[Sequence[float]] | None = None,
    ) -> Tensor:  # fmt: skip
        """Mean cross-entropy of captions in tokens, each token counted by its weight, the end by 1."""
        prompts, follow = self.language.continue_with(visual, languages, captions)
        learned = follow >= 0
        scores = self.language.choose(self.language.think(prompts)[learned], self.lexicon)
        target = torch.searchsorted(self.lexicon, follow[learned].int())
        lost = functional.cross_entropy(scores, target, reduction="none")
        if weights is None:
            return lost.mean()
        weight = torch.tensor([one for row in weights for one in (*row, 1.0)], device=lost.device)
        return (lost * weight).sum() / weight.sum()

    def merge(self) -> None:
        """Add the low-rank matrices to the frozen weights, for good."""
        self.language.merge()
        self.lora = nn.ParameterDict()

    @torch.inference_mode()
    def tell(self, visual: Tensor, languages: Sequence[Language], **how: Any) -> list[Told]:
        """(n, tokens, width) visual tokens → captions, word by word the likeliest.

        `how` goes to transformers' `generate`: `num_beams=4`, or `do_sample=True, temperature=0.7`.
        """
        given = {"return_dict_in_generate": True, "output_scores": True, **how}
        answer = self._generate(visual, languages, given)
        beams = {"beam_indices": answer.beam_indices} if how.get("num_beams", 1) > 1 else {}
        chosen = self.language.model.compute_transition_scores(
            answer.sequences, answer.scores, normalize_logits=not beams, **beams
        )
        end, told = self.language.end, []
        for tokens, scores in zip(answer.sequences.tolist(), chosen.float().exp().tolist(), strict=True):
            length = tokens.index(end) if end in tokens else len(tokens)
            sure = scores[: length + 1]
            told.append(Told(self.language.join(tokens[:length]), min(sum(sure) / max(len(sure), 1), 1.0)))
        return told

    def tell_in_agreement(self, visual: Tensor, languages: Sequence[Language], tries: int = TRIES) -> list[Told]:
        """(n, tokens, width) visual tokens → captions that say what these tokens tell, and leave the rest out.

        The language model now and then writes another class than the adapter told it. Its caption is therefore read
        again: of the likeliest one and so many drawn ones, by a fixed seed, the one that agrees best is taken, and
        clauses that do not agree are left out. Nothing that is measured has a say in this.
        """
        best = [
            _agree(told, classes, language)
            for told, classes, language in zip(
                self.tell(visual, languages), self.codebook.read_words(visual), languages, strict=True
            )
        ]
        doubtful = [place for place, one in enumerate(best) if one.lost]
        if doubtful and tries:
            with torch.random.fork_rng(devices=[]):
                torch.manual_seed(_SEED)
                again = torch.tensor(doubtful, device=visual.device).repeat_interleave(tries)
                spoken = [languages[place] for place in again.tolist()]
                drawn = self.tell(visual[again], spoken, do_sample=True, temperature=_TEMPERATURE)
            classes = self.codebook.read_words(visual[again])
            for place, told, named, language in zip(again.tolist(), drawn, classes, spoken, strict=True):
                one = _agree(told, named, language)
                best[place] = max(best[place], one, key=lambda found: (bool(found.told.text), found.kept - found.lost))
        return [one.told for one in best]

    def stream(self, visual: Tensor, language: Language) -> Iterator[str]:
        """(1, tokens, width) visual tokens → parts of the caption, as they are found."""
        from threading import Thread

        from transformers import TextIteratorStreamer

        streamer: Any = TextIteratorStreamer(self.language.tokenizer, skip_special_tokens=True)
        thread = Thread(target=self._generate, args=(visual, [language], {"streamer": streamer}))
        thread.start()
        yield from (part for part in streamer if part)
        thread.join()

    @torch.inference_mode()
    def _generate(self, visual: Tensor, languages: Sequence[Language], how: dict[str, Any]) -> Any:
        from transformers import LogitsProcessorList

        prompts, end = self.language.ask(visual, languages), self.language.end
        given = {"do_sample": False, "max_new_tokens": self.config.longest, **how}
        return self.language.model.generate(
            inputs_embeds=prompts.vectors.to(self.language.dtype), attention_mask=prompts.mask, eos_token_id=end,
            pad_token_id=end, logits_processor=LogitsProcessorList([self._forbid_others]), **given,
        )  # fmt: skip

    def _forbid_others(self, _tokens: Tensor, scores: Tensor) -> Tensor:
        """Leave only the tokens of the lexicon."""
        left = torch.full_like(scores, -torch.inf)
        words = self.lexicon.long()
        left[:, words] = scores[:, words]
        return left

    def __deepcopy__(self, memo: dict[int, Any]) -> "Captioner":
        """Copy what learns; the frozen weights are shared."""
        for weight in self.language.model.parameters():
            if not weight.requires_grad:
                memo[id(weight)] = weight
        copied = self.__class__.__new__(self.__class__)
        memo[id(self)] = copied
        copied.__dict__.update({name: deepcopy(value, memo) for name, value in self.__dict__.items()})
        return copied


def write_network(network: Captioner, folder: Path) -> None:
    """Write a folder of weights, matrices in half precision."""
    from safetensors.torch import save

    folder.mkdir(parents=True, exist_ok=True)
    tensors = {
        name: (part.half() if part.ndim > 1 else part).detach().cpu().contiguous()
        for name, part in network.state_dict().items()
        if name != "encoder.attn_bias"  # computed
    }
    write_whole(folder / CHECKPOINT_FILES[0], save(tensors))
    write_whole(folder / CHECKPOINT_FILES[1], network.config.model_dump_json(indent=1) + "\n")


def load_network(
    weights: Path, config: CaptionConfig, base: Base, *, merge: bool = False, device: str = "cpu"
) -> Captioner:
    """Load a folder of weights with the language model that they belong to.

    `merge` adds the low-rank matrices to the frozen weights, which is faster and learns no more.
    Raises `ModelUnavailable` where that is another, or the weights are damaged.
    """
    from safetensors.torch import load_file

    if base.sha256 != config.base.sha256:
        reason = (
            f"the caption weights belong to {config.base.name} ({config.base.sha256[:12]}…), "
            f"and {base.name} is another language model ({base.sha256[:12]}…)"
        )
        raise ModelUnavailable(reason, room=ROOM, kind="not_supported")
    path = weights / CHECKPOINT_FILES[0]
    network = Captioner(config, load_language(base, config.lora))
    try:
        found = load_file(path)
        network.lexicon = torch.zeros_like(found[LEXICON])
        lacking = set(network.state_dict()) - set(found) - {"encoder.attn_bias"}
        if lacking:
            raise RuntimeError(f"{len(lacking)} tensors are missing, {min(lacking)} first")
        network.load_state_dict(found, strict=False)
    except (OSError, SafetensorError, RuntimeError, KeyError) as error:
        reason = f"{path.name} of the caption weights is damaged: {' '.join(str(error).split())[:200]}"
        raise ModelUnavailable(reason, room=ROOM, kind="damaged") from error
    if merge:
        network.merge()
    network.language.model.to(device)
    return network.to(device).eval()
