"""The captioning network: an encoder sees, an adapter makes words' vectors of it, a language model tells."""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import torch
from safetensors import SafetensorError
from torch import Tensor, nn
from torch.nn import functional

from models.caption.adapter import Adapter
from models.caption.base_model import Base
from models.caption.classes import Aspect
from models.caption.codebook import NOTHING, Codebook
from models.caption.config import ROOM, CaptionConfig
from models.caption.encoder import build_encoder, encode, look
from models.caption.language import LanguageModel, choose_dtype, load_language, name_lora
from models.caption.said.statements import Statement, Verdict, check_by
from models.checkpoints import CHECKPOINT_FILES
from models.errors import ModelUnavailable
from models.files import write_whole
from models.schemas import Language

_LORA = "lora."
LEXICON = "lexicon"
"""The tensor that names the tokens of which captions are made; no other is ever said."""
TRIES = 6
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
        if classes[statement.aspect] == NOTHING:
            return "not measured"
        return "holds" if (classes[statement.aspect] == statement.value) != statement.negated else "contradicted"

    checked = check_by(judge, told.text, language)
    kept = len(checked.kept)
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
        language.say_only(self.lexicon)

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
        scores = self.language.choose(self.language.think(prompts)[learned])
        target = self.language.locate(follow[learned])
        lost = functional.cross_entropy(scores, target, reduction="none")
        if weights is None:
            return lost.mean()
        weight = torch.tensor([one for row in weights for one in (*row, 1.0)], device=lost.device)
        return (lost * weight).sum() / weight.sum()

    @torch.inference_mode()
    def tell(self, visual: Tensor, languages: Sequence[Language], **how: Any) -> list[Told]:
        """(n, tokens, width) visual tokens → captions, word by word the likeliest.

        `how` goes to transformers' `generate`: `num_beams=4`, or `do_sample=True, temperature=0.7`.
        """
        has_beams = how.get("num_beams", 1) > 1
        kept = {"return_dict_in_generate": True, "output_scores" if has_beams else "output_logits": True}
        answer = self._generate(visual, languages, kept | how)
        chosen = self.language.model.compute_transition_scores(
            answer.sequences, answer.scores if has_beams else answer.logits, normalize_logits=not has_beams,
            **({"beam_indices": answer.beam_indices} if has_beams else {}),
        )  # fmt: skip
        said = self.language.said[answer.sequences].tolist()
        end, told = self.language.end, []
        for tokens, scores in zip(said, chosen.float().exp().tolist(), strict=True):
            length = tokens.index(end) if end in tokens else len(tokens)
            sure = scores[: length + 1]
            told.append(Told(self.language.join(tokens[:length]), min(sum(sure) / max(len(sure), 1), 1.0)))
        return told

    def tell_in_agreement(self, visual: Tensor, languages: Sequence[Language], tries: int = TRIES) -> list[Told]:
        """(n, tokens, width) visual tokens → captions that say what these tokens tell, and leave the rest out.

        The language model now and then writes another class than the adapter told it. Its caption is therefore read
        again: of the likeliest one and so many drawn ones, always the same, the one that agrees best is taken, and
        clauses that do not agree are left out; where none agrees, all are left to the pixels. Nothing that is measured
        has a say in this. All are written at once,
        which takes little longer than one: most of the time goes into reading the weights.
        """
        each = 1 + tries
        spoken = [language for language in languages for _ in range(each)]
        told = self.tell(visual.repeat_interleave(each, 0), spoken, logits_processor=[_Drawer(each)])
        best = []
        for place, (classes, language) in enumerate(zip(self.codebook.read_words(visual), languages, strict=True)):
            best.append(max((_agree(one, classes, language) for one in told[place * each :][:each]), key=_rate))
        return [one.told for one in best]

    def stream(self, visual: Tensor, language: Language) -> Iterator[str]:
        """(1, tokens, width) visual tokens → parts of the caption, as they are found."""
        from threading import Thread

        from transformers import TextIteratorStreamer

        said = self.language.said.cpu()

        class Streamer(TextIteratorStreamer):
            """Turns places among what can be said into tokens first."""

            def put(self, value: Tensor) -> None:
                """Take the next place."""
                super().put(said[value])  # type: ignore[no-untyped-call]

        streamer: Any = Streamer(self.language.tokenizer, skip_special_tokens=True)
        thread = Thread(target=self._generate, args=(visual, [language], {"streamer": streamer}))
        thread.start()
        yield from (part for part in streamer if part)
        thread.join()

    @torch.inference_mode()
    def _generate(self, visual: Tensor, languages: Sequence[Language], how: dict[str, Any]) -> Any:
        prompts = self.language.ask(visual, languages)
        end = int(self.language.locate(torch.tensor(self.language.end, device=visual.device)))
        given = {"do_sample": False, "max_new_tokens": self.config.longest, **how}
        return self.language.model.generate(
            inputs_embeds=prompts.vectors.to(self.language.dtype), attention_mask=prompts.mask, eos_token_id=end,
            pad_token_id=end, **given,
        )  # fmt: skip

    def __deepcopy__(self, memo: dict[int, Any]) -> "Captioner":
        """Copy what learns; the frozen weights are shared."""
        memo.update((id(weight), weight) for weight in self.language.frozen)
        copied = self.__class__.__new__(self.__class__)
        memo[id(self)] = copied
        copied.__dict__.update({name: deepcopy(value, memo) for name, value in self.__dict__.items()})
        return copied


class _Drawer:
    """Draws words in Gumbel's way: by noise on the scores, after which the likeliest is taken.

    The noise of a try is the same for each patch, so that a caption does not hang on what is written beside it. The
    first of each so many rows has none.
    """

    def __init__(self, each: int) -> None:
        self._each, self._random = each, torch.Generator().manual_seed(_SEED)

    def __call__(self, _tokens: Tensor, scores: Tensor) -> Tensor:
        even = torch.rand(self._each, scores.shape[1], generator=self._random)
        noise = -torch.log(-torch.log(even))
        noise[0] = 0
        return scores / _TEMPERATURE + noise.repeat(len(scores) // self._each, 1).to(scores.device)


def _rate(one: _Agreed) -> tuple[bool, int, int]:
    """Rate a caption by whether it says anything, by how much of it agrees, and by how little does not."""
    return bool(one.told.text), one.kept, -one.lost


def write_network(network: Captioner, folder: Path) -> None:
    """Write a folder of weights, matrices in half precision."""
    from safetensors.torch import save

    folder.mkdir(parents=True, exist_ok=True)
    tensors = {
        name: (part.half() if part.ndim > 1 else part).detach().cpu().contiguous()
        for name, part in network.state_dict().items()
        if name != "encoder.attn_bias"  # computed
    }
    content = save(tensors)
    write_whole(folder / CHECKPOINT_FILES[0], content)
    config = network.config.model_copy(update={"weights": sha256(content).hexdigest()})
    write_whole(folder / CHECKPOINT_FILES[1], config.model_dump_json(indent=1) + "\n")


def load_network(weights: Path, config: CaptionConfig, base: Base, device: str = "cpu") -> Captioner:
    """Load a folder of weights with the language model that they belong to, to write captions; it learns no more.

    The low-rank matrices are added to the frozen weights, which is faster.
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
    language = load_language(base, choose_dtype(device))
    try:
        found = load_file(path)
        matrices = {
            name.removeprefix(_LORA).replace("/", "."): part for name, part in found.items() if name.startswith(_LORA)
        }
        language.add_matrices(matrices, config.lora.alpha / config.lora.rank)
        network = Captioner(config, language, found[LEXICON].tolist())
        lacking = set(network.state_dict()) - set(found) - {"encoder.attn_bias"}
        if lacking or not matrices:
            raise RuntimeError(f"{len(lacking)} tensors are missing, {min(lacking, default=_LORA)} first")
        network.load_state_dict(found, strict=False)
    except (OSError, SafetensorError, RuntimeError, LookupError, AttributeError) as error:
        reason = f"{path.name} of the caption weights is damaged: {' '.join(str(error).split())[:200]}"
        raise ModelUnavailable(reason, room=ROOM, kind="damaged") from error
    language.to(device)
    return network.to(device).eval()
