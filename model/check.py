#!/usr/bin/env python3
"""The Python half of the equality check: what the LiteRT interpreter answers.

    python3 -m venv /tmp/firststep-check
    /tmp/firststep-check/bin/pip install -r model/requirements-check.txt
    /tmp/firststep-check/bin/python model/check.py OUT.json [MODEL.tflite]

Writes {"inputs": [[60 whole numbers], ...], "outputs": [[16 probabilities], ...]} for 1,000 seeded
random sheets of answers; the Rust test runs the same sheets and compares within 1e-5.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np
from ai_edge_litert.interpreter import Interpreter

SEED = 60
SHEETS = 1_000
HERE = Path(__file__).resolve().parent


def main():
    parser = argparse.ArgumentParser(description="Write what the LiteRT interpreter answers.")
    parser.add_argument("out", type=Path, help="the JSON file to write")
    parser.add_argument(
        "model", type=Path, nargs="?", default=HERE / "personality.tflite", help="a .tflite file"
    )
    args = parser.parse_args()

    interpreter = Interpreter(model_content=args.model.read_bytes(), num_threads=1)
    interpreter.allocate_tensors()
    (source,), (result,) = interpreter.get_input_details(), interpreter.get_output_details()
    for detail, shape in ((source, [1, 60]), (result, [1, 16])):
        if list(detail["shape"]) != shape or detail["dtype"] != np.float32:
            sys.exit(f"{args.model}: expected float32 {shape}, found {detail['shape']}")

    sheets = np.random.Generator(np.random.PCG64(SEED)).integers(-3, 4, (SHEETS, 60))
    outputs = []
    for sheet in sheets:
        interpreter.set_tensor(source["index"], sheet.astype(np.float32).reshape(1, 60))
        interpreter.invoke()
        outputs.append(interpreter.get_tensor(result["index"])[0].tolist())
    args.out.write_text(json.dumps({"inputs": sheets.tolist(), "outputs": outputs}) + "\n")
    print(f"{args.out}: {SHEETS} sheets through {args.model}")


if __name__ == "__main__":
    main()
