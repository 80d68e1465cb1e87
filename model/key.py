"""What is computed from answers by the key alone."""

import numpy as np

# The longest pattern that is looked for.
LONGEST_PERIOD = 20


class Key:
    """What is computed from the answers by the key alone; the program has the same in Rust."""

    def __init__(self, sim):
        self.sim = sim
        scales = [(sim.dichotomy == d) * sim.sign for d in range(4)]
        self.scales = np.stack(scales, axis=1).astype(np.float64)
        design = np.column_stack([np.ones(60), self.scales])
        self.hat = design @ np.linalg.pinv(design)

    def strengths(self, x):
        return x @ self.scales / np.abs(self.scales).sum(0)

    def residual_variance(self, x):
        return self._residual(x) / 55

    def _residual(self, x):
        return ((x - x @ self.hat.T) ** 2).sum(1)

    def explained(self, x):
        total = ((x - x.mean(1, keepdims=True)) ** 2).sum(1)
        return np.where(total > 0, 1 - self._residual(x) / np.maximum(total, 1e-9), 0)

    def repetition(self, x):
        shares = [(x[:, k:] == x[:, :-k]).mean(1) for k in range(1, LONGEST_PERIOD + 1)]
        return np.max(shares, axis=0)
