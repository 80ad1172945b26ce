#!/usr/bin/env python3
"""Writes a tiny llama model with random weights: a GGUF file of half a megabyte, the same bytes on every machine.

    tiny-model.py FILE

It is for smoke tests and for a first try, where no model can be downloaded: it loads like any model and answers
nonsense, in printable characters. Standard library only, so that it runs inside the image under test.

The format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
"""

import random
import struct
import sys

CONTEXT = 2048
WIDTH = 64
FEED_FORWARD = 128
HEADS = 4
LAYERS = 2

# The kinds of values and tokens, and the one tensor type used here, by their numbers in the format.
UINT32, FLOAT32, INT32, STRING, ARRAY = 4, 6, 5, 8, 9
NORMAL, UNKNOWN, CONTROL, BYTE = 1, 2, 3, 6
TENSOR_F32 = 0
ALIGNMENT = 32

# A vocabulary of bytes: any text can be tokenized, and 260 tokens keep the model small.
TOKENS = [("<unk>", UNKNOWN), ("<s>", CONTROL), ("</s>", CONTROL)]
TOKENS += [("<0x%02X>" % byte, BYTE) for byte in range(256)]
TOKENS += [("\u2581", NORMAL)]
FIRST_BYTE = 3
PRINTABLE = range(FIRST_BYTE + 0x20, FIRST_BYTE + 0x7F)


def string(text):
    data = text.encode()
    return struct.pack("<Q", len(data)) + data


def value(kind, content):
    return string(content) if kind == STRING else struct.pack({UINT32: "<I", INT32: "<i", FLOAT32: "<f"}[kind], content)


def entry(key, kind, content):
    return string(key) + struct.pack("<I", kind) + value(kind, content)


def array(key, kind, contents):
    header = struct.pack("<IIQ", ARRAY, kind, len(contents))
    return string(key) + header + b"".join(value(kind, content) for content in contents)


def metadata():
    return [
        entry("general.architecture", STRING, "llama"),
        entry("general.name", STRING, "tiny-random"),
        entry("general.alignment", UINT32, ALIGNMENT),
        entry("llama.vocab_size", UINT32, len(TOKENS)),
        entry("llama.context_length", UINT32, CONTEXT),
        entry("llama.embedding_length", UINT32, WIDTH),
        entry("llama.block_count", UINT32, LAYERS),
        entry("llama.feed_forward_length", UINT32, FEED_FORWARD),
        entry("llama.attention.head_count", UINT32, HEADS),
        entry("llama.attention.head_count_kv", UINT32, HEADS),
        entry("llama.attention.layer_norm_rms_epsilon", FLOAT32, 1e-5),
        entry("llama.rope.dimension_count", UINT32, WIDTH // HEADS),
        entry("tokenizer.ggml.model", STRING, "llama"),
        array("tokenizer.ggml.tokens", STRING, [text for text, _ in TOKENS]),
        array("tokenizer.ggml.scores", FLOAT32, [0.0] * len(TOKENS)),
        array("tokenizer.ggml.token_type", INT32, [kind for _, kind in TOKENS]),
        entry("tokenizer.ggml.unknown_token_id", UINT32, 0),
        entry("tokenizer.ggml.bos_token_id", UINT32, 1),
        entry("tokenizer.ggml.eos_token_id", UINT32, 2),
    ]


def tensors():
    """(name, row length, rows, weights): a matrix's rows are its outputs; rows 0 means a vector."""
    # Mersenne Twister and multiplication only: math.gauss goes through the C library's log and cos, which differ.
    source = random.Random(260)

    def weights(count, scale):
        return [(source.random() * 2 - 1) * scale for _ in range(count)]

    def matrix(name, columns, rows):
        return name, columns, rows, weights(columns * rows, 0.2)

    def ones(name):
        return name, WIDTH, 0, [1.0] * WIDTH

    yield matrix("token_embd.weight", WIDTH, len(TOKENS))
    for layer in range(LAYERS):
        block = "blk.%d." % layer
        yield ones(block + "attn_norm.weight")
        for part in ("attn_q", "attn_k", "attn_v", "attn_output"):
            yield matrix(block + part + ".weight", WIDTH, WIDTH)
        yield ones(block + "ffn_norm.weight")
        yield matrix(block + "ffn_gate.weight", WIDTH, FEED_FORWARD)
        yield matrix(block + "ffn_up.weight", WIDTH, FEED_FORWARD)
        yield matrix(block + "ffn_down.weight", FEED_FORWARD, WIDTH)
    yield ones("output_norm.weight")
    # Only printable tokens have weights here: they always win, so that an answer is text and never ends early.
    output = []
    for token in range(len(TOKENS)):
        output += weights(WIDTH, 4.0) if token in PRINTABLE else [0.0] * WIDTH
    yield "output.weight", WIDTH, len(TOKENS), output


def padded(data):
    return data + b"\0" * (-len(data) % ALIGNMENT)


def model():
    entries = metadata()
    infos, data = [], b""
    for name, columns, rows, weights in tensors():
        shape = (columns, rows) if rows else (columns,)
        infos.append(string(name) + struct.pack("<I%dQIQ" % len(shape), len(shape), *shape, TENSOR_F32, len(data)))
        data += padded(struct.pack("<%df" % len(weights), *weights))
    header = b"GGUF" + struct.pack("<IQQ", 3, len(infos), len(entries))
    return padded(header + b"".join(entries) + b"".join(infos)) + data


def main(arguments):
    if len(arguments) != 1 or arguments[0].startswith("-"):
        print(__doc__.strip(), file=sys.stdout if arguments in (["-h"], ["--help"]) else sys.stderr)
        return 0 if arguments in (["-h"], ["--help"]) else 2
    with open(arguments[0], "wb") as file:
        file.write(model())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
