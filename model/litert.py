"""A TFLite file in the LiteRT interpreter, and what the server asks of such a file."""

import numpy as np
from ai_edge_litert.interpreter import Interpreter
from simulator import SECOND


class Model:
    """The written file in the LiteRT interpreter, one sheet at a time as it is used."""

    def __init__(self, data):
        self.run = Interpreter(model_content=data, num_threads=1)
        self.run.allocate_tensors()
        (self.inp,), (self.out,) = self.run.get_input_details(), self.run.get_output_details()

    def __call__(self, sheets):
        sheets = np.asarray(sheets, np.float32).reshape(-1, 1, 60)
        probabilities = np.empty((len(sheets), 16), np.float32)
        for i, sheet in enumerate(sheets):
            self.run.set_tensor(self.inp["index"], sheet)
            self.run.invoke()
            probabilities[i] = self.run.get_tensor(self.out["index"])[0]
        return probabilities


def check_file(data):
    """Shapes, types and operators as the server and tract need them."""
    model = Model(data)
    for detail, shape in ((model.inp, [1, 60]), (model.out, [1, 16])):
        assert list(detail["shape"]) == shape and detail["dtype"] == np.float32, detail
    operators = [op for op in model.run._get_ops_details() if op["op_name"] != "DELEGATE"]
    names = [op["op_name"] for op in operators]
    assert names == ["FULLY_CONNECTED"] * 3 + ["SOFTMAX"], names
    for op in operators[:3]:
        assert len(op["inputs"]) == 3 and min(op["inputs"]) >= 0, f"a bias is missing: {op}"
    assert len(data) < 100_000, len(data)
    return names


def letter_probabilities(probabilities):
    """For each dichotomy the probability of its second letter (I, N, F, P)."""
    return probabilities.astype(np.float64) @ SECOND
