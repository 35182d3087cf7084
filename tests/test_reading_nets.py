from __future__ import annotations

import numpy as np
import torch

from rag.reading.nets import Nets


def test_nets_give_the_mean_of_what_each_gives() -> None:
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(7, 5)).astype(np.float32)
    single = [
        torch.nn.Sequential(torch.nn.Linear(5, 4), torch.nn.ReLU(), torch.nn.Linear(4, 1))
        for _ in range(3)
    ]
    weights = [[p.detach().numpy() for p in net.parameters()] for net in single]
    nets = Nets(
        mean=np.zeros(5, np.float32),
        deviation=np.ones(5, np.float32),
        inner=np.concatenate([w[0].T for w in weights], axis=1),
        inner_bias=np.concatenate([w[1] for w in weights]),
        outer=np.concatenate([w[2][0] for w in weights]) / 3,
        outer_bias=np.mean([w[3][0] for w in weights]).astype(np.float32),
    )
    with torch.no_grad():
        expected = np.mean([net(torch.from_numpy(rows))[:, 0].numpy() for net in single], axis=0)
    np.testing.assert_allclose(nets.predict(rows), expected, atol=1e-5)


def test_what_lies_far_from_the_mean_counts_as_four_deviations() -> None:
    nets = Nets(
        mean=np.array([10.0], np.float32),
        deviation=np.array([2.0], np.float32),
        inner=np.array([[1.0]], np.float32),
        inner_bias=np.array([0.0], np.float32),
        outer=np.array([1.0], np.float32),
        outer_bias=np.float32(0.5),
    )
    values = nets.predict(np.array([[12.0], [1000.0], [-1000.0]], np.float32))
    np.testing.assert_allclose(values, [1.5, 4.5, 0.5])
