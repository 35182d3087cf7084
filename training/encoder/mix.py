"""Writes the mean of two sets of weights, which errs less than either where both are good.

    python -m training.encoder.mix OUT.pt NEW SHARE OLD

NEW counts SHARE, OLD the rest; each is what ``train`` wrote, or a folder that ships. Wortsman et
al., 2022, arXiv:2203.05482; of adapters, the thin matrices are averaged, not their products.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch

from training.encoder.export import weights_of


def mix(out: Path, new: Path, share: float, old: Path) -> None:
    """Write the mean, weight by weight."""
    states = [weights_of(path) for path in (new, old)]
    if lacking := states[0].keys() ^ states[1].keys():
        raise SystemExit(f"only one of {new} and {old} has {sorted(lacking)[0]}; train on from OLD")
    mean = {name: share * states[0][name] + (1 - share) * states[1][name] for name in states[0]}
    torch.save(mean, out)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("new", type=Path)
    parser.add_argument("share", type=float)
    parser.add_argument("old", type=Path)
    mix(**vars(parser.parse_args()))
