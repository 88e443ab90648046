"""Does what the workloads of Sources/TouchstoneBench/Workloads do, by JAX and by Keras on JAX.

Prints the same lines: name, peer, seconds of the first time, seconds of each round, mean size of the
first results, the processors' seconds of each round. Called by tools/bench.
"""

import os
import sys
import time

os.environ.setdefault("KERAS_BACKEND", "jax")
os.environ.setdefault("JAX_PLATFORMS", "cpu")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import jax
import numpy as np
from jax import lax
from jax import numpy as jnp

rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 9
wanted = sys.argv[2] if len(sys.argv) > 2 else ""


def noise(shape, scale=1.0, seed=0):
    h = (np.arange(int(np.prod(shape)), dtype=np.uint64) + seed * 7919).astype(np.uint32)
    h = h * np.uint32(2654435761)
    h = (h ^ (h >> np.uint32(15))) * np.uint32(2246822519)
    h ^= h >> np.uint32(13)
    return (scale * (h / 2147483648.0 - 1)).astype(np.float32).reshape(shape)


def places(shape, below):
    return (np.arange(int(np.prod(shape))) * 7919 % below).astype(np.int32).reshape(shape)


def measure(name, peer, make, count=1):
    if wanted not in name:
        return
    work = make()

    def timed():
        start, busy = time.perf_counter(), time.process_time()
        results = jax.block_until_ready(work())
        return time.perf_counter() - start, time.process_time() - busy, results

    first, _, results = timed()
    times, busy, end = [], [], time.perf_counter() + 4
    while len(times) < rounds and (len(times) < 3 or time.perf_counter() < end):
        seconds, processors, _ = timed()
        times.append(seconds / count)
        busy.append(processors / count)
    size = sum(float(np.abs(np.asarray(x, np.float64)).mean()) for x in results)
    listed = [" ".join(map(str, x)) for x in (times, busy)]
    print(name, peer, first, listed[0], size, listed[1], sep="\t", flush=True)


def compiled(name, function, *arguments, count=1):
    def make():
        x, f = [jnp.asarray(a()) for a in arguments], jax.jit(lambda x: function(*x))

        def work():
            for _ in range(count - 1):
                f(x)
            return f(x)

        return work

    measure(name, "jax", make, count)


def normalized(x, scale, shift):
    centered = x - x.mean(-1, keepdims=True)
    variance = jnp.square(centered).mean(-1, keepdims=True)
    return [centered * lax.rsqrt(variance + 1e-3) * scale + shift]


def convolved(x, w):
    return lax.conv_general_dilated(x, w, (1, 1), "SAME", dimension_numbers=("NHWC", "HWIO", "NHWC"))


def gradients(x, w, ct):
    return jax.grad(lambda x, w: (convolved(x, w) * ct).sum(), (0, 1))(x, w)


def scanned(h, w, xs):
    def step(h, x):
        h = jnp.tanh(h @ w + x)
        return h, h.sum()

    return lax.scan(step, h, xs)


def scan_gradient(h, w, xs):
    def loss(w):
        def step(h, x):
            h = jnp.tanh(h @ w + x)
            return h, h[0, 0]

        return jnp.square(lax.scan(step, h, xs)[0]).sum()

    return [jax.grad(loss)(w)]


def per_example(w1, w2, rows):
    def loss(w, row):
        return jnp.square(jnp.tanh(row @ w[0]) @ w[1]).mean()

    return jax.vmap(lambda row: jax.grad(loss)([w1, w2], row))(rows)


def arrays():
    long = (10_000_000,)
    compiled(
        "chain of 10M", lambda a, b, c: [jnp.tanh(a * b + c) * jnp.exp(-a)],
        *[lambda i=i: noise(long, seed=i) for i in range(3)])
    compiled("softmax 8192x1024", lambda x: [jax.nn.softmax(x)], lambda: noise((8192, 1024), 4))
    compiled(
        "layer norm 8192x1024", normalized, lambda: noise((8192, 1024)),
        lambda: noise((1024,), seed=1), lambda: noise((1024,), seed=2))
    compiled("sum of 10M", lambda x: [x.sum()], lambda: noise(long) + np.float32(1))
    compiled(
        "mean and variance of middle axes", lambda x: [x.mean((1, 2)), (x * x).sum((1, 2))],
        lambda: noise((32, 56, 56, 64)))
    image, kernel = (8, 56, 56, 64), (3, 3, 64, 64)
    compiled(
        "convolution 8x56x56x64 3x3x64", lambda x, w: [convolved(x, w)], lambda: noise(image),
        lambda: noise(kernel, seed=1))
    compiled(
        "its gradients", gradients, lambda: noise(image), lambda: noise(kernel, seed=1),
        lambda: noise(image, seed=2))
    compiled("sort of 1M", lambda x: [jnp.sort(x)], lambda: noise((1_000_000,)))
    compiled(
        "gradient of an embedding",
        lambda table, i: [jax.grad(lambda t: jnp.square(jnp.take(t, i, axis=0)).sum())(table)],
        lambda: noise((10_000, 128)), lambda: places((32, 128), 10_000))
    for n in (256, 512, 1024, 2048):
        compiled(
            f"product {n}x{n}x{n}", lambda x, y: [x @ y], lambda n=n: noise((n, n)),
            lambda n=n: noise((n, n), seed=1))
    small = (lambda: noise((4, 32))), (lambda: noise((32, 32), 0.2, seed=1))
    compiled("scan of 1,000 small steps", scanned, *small, lambda: noise((1000, 4, 32), seed=2))
    compiled(
        "gradient of a scan of 200 steps", scan_gradient, *small,
        lambda: noise((200, 4, 32), seed=2))
    compiled(
        "gradient for each of 64 examples", per_example, lambda: noise((64, 128), 0.2),
        lambda: noise((128, 16), 0.2, seed=1), lambda: noise((64, 64), seed=2))

    def eager():
        x, y = jnp.asarray(noise((4,))), jnp.asarray(noise((4,), seed=1))

        def work():
            for _ in range(9_999):
                x + y
            return [x + y]

        return work

    measure("eager add of 4", "jax", eager, 10_000)
    compiled(
        "compiled add of 4", lambda x, y: [x + y], lambda: noise((4,)),
        lambda: noise((4,), seed=1), count=20_000)


def models():
    import keras
    from keras import layers

    class LearnedPlaces(layers.Layer):
        def build(self, shape):
            self.places = self.add_weight(shape=shape[-2:], initializer="zeros", name="places")

        def call(self, x):
            return x + self.places

    def mlp():
        return keras.Sequential([
            layers.Input((784,)), layers.Dense(512, "relu"), layers.Dense(512, "relu"),
            layers.Dense(10)])

    def cnn():
        return keras.Sequential([
            layers.Input((28, 28, 1)), layers.Conv2D(32, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(), layers.Conv2D(64, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(), layers.Flatten(), layers.Dense(128, "relu"), layers.Dense(10)])

    def lstm():
        return keras.Sequential([layers.Input((64, 64)), layers.LSTM(128), layers.Dense(10)])

    def transformer(size=128, heads=4):
        given = layers.Input((128,), dtype="int32")
        x = LearnedPlaces()(layers.Embedding(96, size)(given))
        for _ in range(4):
            seen = layers.LayerNormalization()(x)
            x = x + layers.MultiHeadAttention(heads, size // heads)(
                seen, seen, use_causal_mask=True)
            hidden = layers.Dense(4 * size, "gelu")(layers.LayerNormalization()(x))
            x = x + layers.Dense(size)(hidden)
        return keras.Model(given, layers.Dense(96)(layers.LayerNormalization()(x)))

    def made(model):
        model, values = model(), []
        for i, weight in enumerate(model.weights):
            shape = tuple(weight.shape)
            scale = np.sqrt(6 / max(np.prod(shape[:-1]), 1)) if len(shape) > 1 else 0.1
            gamma = weight.path.endswith("gamma")
            values.append(noise(shape, scale, seed=i) + np.float32(1 if gamma else 0))
        model.set_weights(values)
        model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
        return model

    def training(name, model, batch, steps, x, y):
        def train():
            m, xs, ys = made(model), x(batch * steps), y(batch * steps)
            return lambda: [np.float32(
                m.fit(xs, ys, batch_size=batch, verbose=0, shuffle=False).history["loss"][-1])]

        def infer():
            m, xs = made(model), x(batch * steps)
            return lambda: [m.predict(xs, batch_size=batch, verbose=0)]

        measure(f"{name}, train step", "keras", train, steps)
        measure(f"{name}, inference", "keras", infer, steps)

    training("mlp", mlp, 128, 40, lambda n: noise((n, 784)), lambda n: places((n,), 10))
    training("cnn", cnn, 64, 6, lambda n: noise((n, 28, 28, 1)), lambda n: places((n,), 10))
    training("lstm", lstm, 32, 10, lambda n: noise((n, 64, 64)), lambda n: places((n,), 10))
    training(
        "transformer", transformer, 16, 3, lambda n: places((n, 128), 96),
        lambda n: places((n, 128), 89))


models()
arrays()
