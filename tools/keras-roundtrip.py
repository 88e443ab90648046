"""Called by tools/keras-roundtrip: models that go from Keras to touchstone and back."""

import os
import subprocess
import sys

import keras
import numpy as np
from keras import layers as L

command, folder = sys.argv[1:3]
wanted = set(sys.argv[3:])
rng = np.random.default_rng(0)
made = {}


def model(optimizer="adam", loss="mse"):
    """Registers a function that returns a model under the function's name."""
    def register(build):
        made[build.__name__] = (build, optimizer, loss)
        return build
    return register


def chain(shape, *layers, dtype="float32"):
    return keras.Sequential([L.Input(shape, dtype=dtype), *layers])


@model()
def mlp():
    return chain((6,), L.Dense(8, "relu"), L.Dense(3, "tanh"), L.Dense(2))


@model(keras.optimizers.SGD(0.05, momentum=0.9, nesterov=True))
def regularized():
    return chain((5,), L.Dense(7, "elu", kernel_regularizer="l2"), L.Dense(1, bias_regularizer="l1"))


@model(keras.optimizers.Adam(0.01, amsgrad=True), "sparse_categorical_crossentropy")
def classifier():
    return chain((6,), L.Dense(8, "gelu"), L.Dense(4, "softmax"))


@model(keras.optimizers.RMSprop(0.01, momentum=0.5, centered=True))
def normalized():
    return chain((6,), L.Dense(8, use_bias=False), L.BatchNormalization(), L.ReLU(), L.LayerNormalization(), L.Dense(2))


@model(keras.optimizers.AdamW(0.01, weight_decay=0.05))
def convolution():
    return chain((8, 8, 2), L.Conv2D(4, 3, padding="same", activation="relu"), L.MaxPooling2D(),
                 L.Conv2D(3, 2), L.GlobalAveragePooling2D(), L.Dense(2))


@model(keras.optimizers.Nadam(0.01))
def separable():
    return chain((7, 7, 3), L.DepthwiseConv2D(3), L.SeparableConv2D(4, 2, depth_multiplier=2),
                 L.Flatten(), L.Dense(2))


@model(keras.optimizers.Adagrad(0.05))
def convolution_1d():
    return chain((9, 3), L.Conv1D(4, 3, dilation_rate=2), L.AveragePooling1D(2), L.Flatten(), L.Dense(1))


@model(keras.optimizers.Adamax(0.01))
def transposed():
    return chain((4, 4, 2), L.Conv2DTranspose(3, 3, strides=2), L.UpSampling2D(), L.Conv2D(1, 3))


@model(keras.optimizers.Adadelta(0.5))
def groups():
    return chain((4, 4, 6), L.GroupNormalization(3), L.Conv2D(4, 1), L.RMSNormalization(), L.Flatten(),
                 L.Dense(2))


@model(keras.optimizers.Ftrl(0.05))
def reshaped():
    return chain((12,), L.Reshape((3, 4)), L.Permute((2, 1)), L.Flatten(), L.Dense(2))


@model(keras.optimizers.Lion(0.001))
def residual():
    x = L.Input((6,))
    y = L.Dense(6, "relu")(x)
    return keras.Model(x, L.Dense(2)(L.Add()([x, y])))


@model(keras.optimizers.Adam(keras.optimizers.schedules.ExponentialDecay(0.01, 2, 0.9)))
def shared():
    x = L.Input((4,))
    dense = L.Dense(4, "tanh")
    return keras.Model(x, L.Concatenate()([dense(x), dense(dense(x))]))


@model(keras.optimizers.SGD(0.05, clipnorm=1.0))
def nested():
    inner = keras.Sequential([L.Input((5,)), L.Dense(4, "relu"), L.Dense(3)])
    x = L.Input((5,))
    return keras.Model(x, L.Dense(2)(L.Multiply()([inner(x), inner(x)])))


@model(keras.optimizers.Adam(0.01, use_ema=True, gradient_accumulation_steps=2))
def accumulated():
    return chain((6,), L.Dense(4, "selu"), L.Dense(2))


@model(keras.optimizers.Adam(0.01, global_clipnorm=0.5))
def constrained():
    return chain((6,), L.Dense(4, "softsign", kernel_constraint="max_norm"), L.PReLU(), L.Dense(2))


@model()
def dropout_free():
    return chain((6,), L.Dense(4, "silu"), L.Dropout(0.0), L.GaussianNoise(0.0), L.Dense(2))


@model()
def embedded():
    return chain((5,), L.Embedding(7, 4), L.GlobalAveragePooling1D(), L.Dense(2), dtype="int32")


@model()
def recurrent():
    return chain((5, 3), L.Bidirectional(L.LSTM(4, return_sequences=True)), L.GRU(3), L.Dense(2))


@model()
def attention():
    x = L.Input((5, 4))
    y = L.LayerNormalization()(L.Add()([x, L.MultiHeadAttention(2, 3, use_bias=False)(x, x)]))
    return keras.Model(x, L.Dense(2)(L.GlobalAveragePooling1D()(y)))


@model(keras.optimizers.Lamb(0.01))
def distributed():
    return chain((4, 6), L.TimeDistributed(L.Dense(3, "relu")), L.SimpleRNN(3), L.Dense(1))


@model()
def ends_in_model():
    z = L.Input((4,))
    inner = keras.Model(z, L.Dense(4, "tanh")(z), name="inner")
    x = L.Input((4,))
    return keras.Model(x, inner(inner(x)))


@model(keras.optimizers.SGD(0.05), ["mse", "mse", "mse"])
def ends_in_calls():
    z = L.Input((4,))
    inner = keras.Model(z, L.Dense(2, "tanh")(z), name="inner")
    x, y = L.Input((4,)), L.Input((4,))
    first, second = inner(x), inner(y)
    return keras.Model([x, y], [second, first, L.Dense(1)(second)])


@model()
def by_name():
    x = L.Input((5, 4))
    y = L.MultiHeadAttention(2, 3)(query=x, value=x, key=x)
    return keras.Model(x, L.Dense(2)(inputs=L.LSTM(3)(sequences=y)))


def run(*arguments):
    done = subprocess.run([command, *arguments], capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError((done.stderr.strip() or done.stdout).splitlines()[-1])
    if done.stderr.strip():
        raise RuntimeError(done.stderr.strip())
    return done.stdout


def near(what, found, expected, bound):
    found, expected = np.asarray(found), np.asarray(expected)
    if found.shape != expected.shape:
        raise RuntimeError(f"{what}: shape {found.shape}, Keras has {expected.shape}")
    off = float(np.max(np.abs(found - expected)) / max(np.max(np.abs(expected)), 1e-30))
    if not off <= bound:
        raise RuntimeError(f"{what}: {off:.2e} from Keras's, allowed {bound:.0e}")


def check(name):
    build, optimizer, loss = made[name]
    keras.utils.set_random_seed(1)
    theirs = build()
    if not isinstance(optimizer, str):
        optimizer = type(optimizer).from_config(optimizer.get_config())
    theirs.compile(optimizer, loss)
    def sample(tensor, is_integer, top=7):
        shape = [8, *tensor.shape[1:]]
        return rng.integers(0, top, shape).astype("int32") if is_integer else rng.normal(size=shape).astype("float32")

    x = [sample(tensor, "int" in tensor.dtype) for tensor in theirs.inputs]
    y = [rng.integers(0, tensor.shape[-1], 8).astype("int32") if "sparse" in loss else sample(tensor, False)
         for tensor in theirs.outputs]
    at = lambda file: os.path.join(folder, f"{name}_{file}")
    np.savez(at("x.npz"), **{f"arg{i}": array for i, array in enumerate(x)})
    np.savez(at("y.npz"), **{f"target{i}": array for i, array in enumerate(y)})
    if len(x) == 1:
        x = x[0]
    if len(y) == 1:
        y = y[0]

    def step(model):
        return float(model.train_on_batch(x, y, return_dict=True)["loss"])

    for _ in range(2):
        step(theirs)
    theirs.save(at("theirs.keras"))

    def compare(what, file, model):
        run("predict", at(file), "--input", at("x.npz"), "--output", at("out.npz"))
        expected = model.predict(x, verbose=0)
        found = np.load(at("out.npz"))
        for i, array in enumerate(expected if isinstance(expected, list) else [expected]):
            near(f"{what} {i}", found[f"out{i}"], array, 1e-5)

    compare("prediction", "theirs.keras", theirs)

    text = run("resume", at("theirs.keras"), "--input", at("x.npz"), "--target", at("y.npz"), "--steps", "3",
               "--save", at("ours.keras"))
    words = [line.split() for line in text.splitlines()]
    losses = [float(line[line.index("loss:") + 1]) for line in words]
    theirs.reset_metrics()
    expected = []
    for _ in range(3):
        theirs.reset_metrics()
        expected.append(step(theirs))
    near("losses of resumed training", losses, expected, 1e-4)

    ours = keras.models.load_model(at("ours.keras"))
    compare("prediction of ours in Keras", "ours.keras", ours)
    for a, b in zip(ours.optimizer.variables, theirs.optimizer.variables, strict=True):
        near(f"optimizer's {b.path}", np.asarray(a), np.asarray(b), 1e-3)
    for _ in range(2):
        ours.reset_metrics()
        theirs.reset_metrics()
        near("losses of ours resumed in Keras", step(ours), step(theirs), 1e-4)


def by_names():
    """Weights alone, in both forms of HDF5, by order and by name, with and without what does not fit."""
    def chain_of(*sizes, first=4):
        keras.utils.set_random_seed(len(sizes))
        return chain((first,), *(layer for name, size in sizes for layer in (
            L.Dense(size, "tanh", name=name), L.BatchNormalization(name=name + "_norm"))))

    at = lambda file: os.path.join(folder, "by_name_" + file)
    x = rng.normal(size=(5, 4)).astype("float32")
    np.savez(at("x.npz"), x)
    source = chain_of(("a", 3), ("b", 2))
    for v in source.weights:
        v.assign(rng.uniform(0.5, 1.5, v.shape))
    source.save(at("source.keras"))
    source.save_weights(at("theirs.weights.h5"))
    source.save(at("theirs.h5"))
    np.savez(at("y.npz"), np.zeros((5, 2), "float32"))
    source.compile(keras.optimizers.SGD(0.0), "mse")
    source.trainable = False
    source.compile(keras.optimizers.SGD(0.0), "mse")
    source.save(at("frozen.keras"))
    for form in ("weights.h5", "h5"):
        run("resume", at("frozen.keras"), "--input", at("x.npz"), "--target", at("y.npz"), "--save",
            at("ours." + form))
    source.trainable = True

    def compare(what, target, file, **options):
        """`target` after loading the file, here and there."""
        target.save(at("target.keras"))
        flags = [flag for name, flag in (("by_name", "--by-name"), ("skip_mismatch", "--skip-mismatch"))
                 if options.get(name)]
        with open(os.devnull, "w") as nothing:
            done = subprocess.run(
                [command, "predict", at("target.keras"), "--input", at("x.npz"), "--output", at("out.npz"),
                 "--weights", at(file), *flags], stdout=nothing, stderr=subprocess.PIPE, text=True)
        try:
            target.load_weights(at(file), **options)
        except ValueError:
            if done.returncode == 0:
                raise RuntimeError(f"{what}: Keras refuses {file} with {options}, touchstone takes it")
            return
        if done.returncode:
            raise RuntimeError(f"{what}: {done.stderr.strip()}")
        near(what, np.load(at("out.npz"))["out0"], target.predict(x, verbose=0), 1e-5)

    for origin in ("theirs", "ours"):
        for form in ("weights.h5", "h5"):
            file = f"{origin}.{form}"
            compare("other names", chain_of(("c", 3), ("d", 2)), file)
            compare("other sizes", chain_of(("a", 3), ("b", 5)), file)
            compare("other sizes, skipped", chain_of(("a", 3), ("b", 5)), file, skip_mismatch=True)
            compare("more layers", chain_of(("a", 3), ("b", 2), ("c", 2)), file)
        for options in ({"by_name": True}, {"by_name": True, "skip_mismatch": True}):
            file = f"{origin}.h5"
            compare("by name", chain_of(("c", 4), ("a", 3), ("d", 2)), file, **options)
            compare("by name, in another order", chain_of(("c", 3), ("b", 2), ("a", 3)), file, **options)
            compare("by name, other sizes", chain_of(("a", 3), ("b", 5)), file, **options)
            compare("by name, other layers", chain_of(("e", 3), ("f", 2)), file, **options)


checks = {name: lambda name=name: check(name) for name in made} | {"weights_by_name": by_names}
if wanted - checks.keys():
    sys.exit(f"tools/keras-roundtrip: no model is named {', '.join(wanted - checks.keys())}; there are "
             + ", ".join(checks))
passed = failed = 0
for name, attempt in checks.items():
    if wanted and name not in wanted:
        continue
    try:
        attempt()
        print(f"{name}: passed")
        passed += 1
    except Exception as error:
        print(f"{name}: FAILED: {error}")
        failed += 1
print(f"{passed} passed, {failed} failed")
sys.exit(failed > 0)
