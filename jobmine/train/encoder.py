"""The network of the tagger ``best`` in PyTorch: a pretrained encoder with a label for every token."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from jobmine.train.e5 import Pretrained

_DROPOUT = 0.1
_GATE = 0.3  # share of the covering word in a character's embedding, to begin with
_PLACES = 4


class Layer(nn.Module):  # type: ignore[misc]
    """Self-attention and a feed-forward network, each followed by a normalisation."""

    def __init__(self, pretrained: Pretrained, number: int) -> None:
        super().__init__()
        hidden, _, self.heads, inner, *_ = pretrained.shape
        tensors = {name: pretrained.tensors[f"l{number}.{name}"] for name in _TENSORS}
        self.attend = nn.Linear(hidden, 3 * hidden)
        self.gather = nn.Linear(hidden, hidden)
        self.widen = nn.Linear(hidden, inner)
        self.narrow = nn.Linear(inner, hidden)
        self.attended = nn.LayerNorm(hidden, pretrained.epsilon)
        self.finished = nn.LayerNorm(hidden, pretrained.epsilon)
        _fill(self.attend, *(np.concatenate([tensors[f"{part}.{what}"] for part in "qkv"]) for what in "wb"))
        for layer, name in (
            (self.gather, "ao"),
            (self.widen, "fi"),
            (self.narrow, "fo"),
            (self.attended, "aln"),
            (self.finished, "oln"),
        ):
            _fill(layer, tensors[f"{name}.w"], tensors[f"{name}.b"])

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Return the states of the next layer; ``mask`` is added to the attention."""
        n, length, hidden = x.shape
        parts = self.attend(x).view(n, length, 3, self.heads, hidden // self.heads).permute(2, 0, 3, 1, 4)
        query, key, value = parts[0], parts[1], parts[2]
        # torch's fused attention has a slower backward pass on CPUs.
        weights = (query * query.shape[-1] ** -0.5 @ key.transpose(-1, -2) + mask).softmax(-1)
        seen = (weights @ value).transpose(1, 2).reshape(n, length, hidden)
        x = self.attended(x + self.gather(seen))
        wide = functional.gelu(self.widen(x))
        return self.finished(x + functional.dropout(self.narrow(wide), _DROPOUT, self.training))


_TENSORS = [f"{part}.{what}" for part in ("q", "k", "v", "ao", "fi", "fo", "aln", "oln") for what in "wb"]


def _fill(module: nn.Linear | nn.LayerNorm, weight: np.ndarray, bias: np.ndarray) -> None:
    with torch.no_grad():
        module.weight.copy_(torch.from_numpy(weight).view_as(module.weight))
        module.bias.copy_(torch.from_numpy(bias))


class Tagger(nn.Module):  # type: ignore[misc]
    """Pieces, covering words and places to the scores of labels.

    Parameters
    ----------
    pretrained : Pretrained
        The encoder to begin with.
    rows : sequence of int
        Rows of its embedding that are kept.
    n_labels : int
    """

    known: Tensor

    def __init__(self, pretrained: Pretrained, rows: list[int], n_labels: int) -> None:
        super().__init__()
        hidden = pretrained.shape.hidden
        tensors = pretrained.tensors
        self.register_buffer("known", torch.from_numpy(tensors["emb.word"].reshape(-1, hidden)[rows]))
        self.learned = nn.Embedding.from_pretrained(torch.zeros(len(rows), hidden), freeze=False)
        self.gate = nn.Parameter(torch.full((hidden,), _GATE))
        self.place = nn.Embedding.from_pretrained(torch.zeros(_PLACES, hidden), freeze=False)
        position = tensors["emb.pos"].reshape(-1, hidden) + tensors["emb.type"][:hidden]
        self.position = nn.Embedding.from_pretrained(torch.from_numpy(position), freeze=False)
        self.normal = nn.LayerNorm(hidden, pretrained.epsilon)
        _fill(self.normal, tensors["emb.ln.w"], tensors["emb.ln.b"])
        self.layers = nn.ModuleList(Layer(pretrained, number) for number in range(pretrained.shape.layers))
        self.head = nn.Linear(hidden, n_labels)

    def forward(self, piece: Tensor, word: Tensor, place: Tensor, real: Tensor) -> Tensor:
        """Return the scores of labels, shape (n, length, n_labels); ``real`` is false where a window is filled up."""
        own = self.known[piece] + self.learned(piece)
        over = self.known[word] + self.learned(word)
        x = own + self.gate * (over - own) + self.place(place) + self.position.weight[: piece.shape[1]]
        x = functional.dropout(self.normal(x), _DROPOUT, self.training)
        dtype = torch.bfloat16 if torch.is_autocast_enabled("cpu") else torch.float32
        mask = torch.zeros(real.shape).masked_fill(~real, -1e4)[:, None, None].to(dtype)
        for layer in self.layers:
            x = layer(x, mask)
        return self.head(functional.dropout(x, _DROPOUT, self.training)).float()
