"""The model's layers as arrays: read from its TFLite file, trained on, and written back into it.

So a model that is there already learns on without TensorFlow. The file stays what it is but for its weights.
"""

import numpy as np
from ai_edge_litert.interpreter import Interpreter
from simulator import SECOND

BATCH = 1_024
CHUNK = 65_536
RATE = 1e-3


class Network:
    """Three dense layers: 60-64-64-16."""

    def __init__(self, data):
        self.data = data
        run = Interpreter(model_content=data, num_threads=1)
        run.allocate_tensors()
        dense = [op for op in run._get_ops_details() if op["op_name"] == "FULLY_CONNECTED"]
        # Of each layer what the input is multiplied with, and what is added.
        self.parts = [np.array(run.get_tensor(at)) for op in dense for at in op["inputs"][1:3]]
        self.places = [self._place(part.tobytes()) for part in self.parts]

    def _place(self, bytes_):
        assert self.data.count(bytes_) == 1, "the file holds the same weights twice"
        return self.data.index(bytes_)

    def _forward(self, x):
        w1, b1, w2, b2, w3, b3 = self.parts
        x = x.astype(np.float32)
        first = np.maximum(x @ w1.T + b1, 0)
        second = np.maximum(first @ w2.T + b2, 0)
        return x, first, second, second @ w3.T + b3

    def logits(self, x):
        return self._forward(x)[3]

    def probabilities(self, x):
        z = self.logits(x).astype(np.float64)
        p = np.exp(z - z.max(1, keepdims=True))
        return p / p.sum(1, keepdims=True)

    def poles(self, x):
        """The probability of each pair's first letter."""
        return self.probabilities(x) @ (1 - SECOND)

    def _gradients(self, x, y):
        _, _, w2, _, w3, _ = self.parts
        x, first, second, z = self._forward(x)
        p = np.exp(z - z.max(1, keepdims=True))
        p /= p.sum(1, keepdims=True)
        p[np.arange(len(y)), y] -= 1
        p /= len(y)
        to_second = (p @ w3) * (second > 0)
        to_first = (to_second @ w2) * (first > 0)
        return [
            part
            for back, before in ((to_first, x), (to_second, first), (p, second))
            for part in (back.T @ before, back.sum(0))
        ]

    def learn(self, draw, people):
        """Adam with a falling rate; `draw(n, part)` gives n people's answers and types, each seen once."""
        steps = max(people // BATCH, 1)
        mean = [np.zeros_like(part) for part in self.parts]
        square = [np.zeros_like(part) for part in self.parts]
        for step in range(steps):
            at = step * BATCH % CHUNK
            if at == 0:
                x, y = draw(min(CHUNK, (steps - step) * BATCH), step)
            gradients = self._gradients(x[at : at + BATCH], y[at : at + BATCH])
            rate = RATE * (1 + np.cos(np.pi * step / steps)) / 2
            for part, gradient, m, v in zip(self.parts, gradients, mean, square):
                m += 0.1 * (gradient - m)
                v += 0.001 * (gradient * gradient - v)
                unbiased = np.sqrt(v / (1 - 0.999 ** (step + 1))) + 1e-7
                part -= (rate / (1 - 0.9 ** (step + 1)) * m / unbiased).astype(np.float32)

    def cool(self, temperature):
        """Divides the logits."""
        for part in self.parts[-2:]:
            part /= np.float32(temperature)

    def file(self):
        """The TFLite file with the weights as they are now."""
        for bias in self.parts[1::2]:
            # tract can't load a layer without one, and there is none of zeros.
            assert np.abs(bias).max() > 1e-4, "a bias is zero"
        data = bytearray(self.data)
        for part, place in zip(self.parts, self.places):
            weights = part.astype(np.float32).tobytes()
            data[place : place + len(weights)] = weights
        return bytes(data)
