"""What keras.ops and jax.random give for the functions that Conformance/keras/functions.json calls.

Part of tools/keras-goldens. A function is called with the case's arrays and its settings, which bear
Python's names; where ours takes or gives something in another form (the two parts of a complex number,
factors as what does not depend on their signs), the call is written out below.
"""
import jax
import jax.numpy as jnp
import numpy as np
from keras import ops

DTYPES = {"i8": "int8", "i32": "int32", "ui8": "uint8", "ui16": "uint16", "ui32": "uint32",
          "ui64": "uint64", "f16": "float16", "bf16": "bfloat16", "f32": "float32", "f64": "float64"}


def parts(z):
    """The real and the imaginary part."""
    return jnp.real(z), jnp.imag(z)


def complex_of(x):
    return jax.lax.complex(x[0], x[1])


def transposed(x):
    return jnp.swapaxes(x, -1, -2)


def pairs(flat):
    return [flat[i:i + 2] for i in range(0, len(flat), 2)]


def qr(x):
    q, r = ops.qr(x[0])
    return q @ r, transposed(q) @ q, abs(r)


def svd(x):
    u, s, vt = ops.svd(x[0], full_matrices=False)
    return s, (u * s[..., None, :]) @ vt, transposed(u) @ u


def eigh(x):
    w, v = ops.eigh(x[0])
    return w, (v * w[..., None, :]) @ transposed(v)


def attention(x, s):
    """Keras takes a mask and causality by name."""
    return ops.dot_product_attention(
        *x[:3], mask=x[3] if len(x) > 3 else None, scale=s.get("scale"),
        is_causal=s.get("is_causal", False))


def batch_normalization(x, s):
    more = dict(zip(("offset", "scale"), x[3:]))
    return ops.batch_normalization(*x[:3], s.get("axis", -1), **more)


def layer_normalization(x, s):
    more = dict(zip(("gamma", "beta"), x[1:]))
    return ops.layer_normalization(x[0], axis=s.get("axis", -1), epsilon=1e-3, **more)


def argpartition(x, s):
    order = ops.argpartition(x[0], s["kth"], axis=s["axis"])
    return jnp.take_along_axis(x[0], order, axis=s["axis"])


def norm(x, s):
    order = {"inf": jnp.inf, "-inf": -jnp.inf}.get(s.get("ord"), s.get("ord"))
    axis = s.get("axis")
    return ops.norm(x[0], ord=order, axis=tuple(axis) if isinstance(axis, list) else axis,
                    keepdims=s.get("keepdims", False))


def shuffle(x, s):
    return jax.random.permutation(x[0], x[1], axis=s.get("axis", 0))


WRITTEN_OUT = {
    "add": lambda x, s: x[0] + x[1],
    "argpartition": argpartition,
    "average": lambda x, s: ops.average(x[0], axis=s.get("axis"), weights=x[1]),
    "batch_normalization": batch_normalization,
    "bincount": lambda x, s: jnp.bincount(x[0], length=s["minlength"]),
    "cast": lambda x, s: ops.cast(x[0], DTYPES[s["dtype"]]),
    "cholesky": lambda x, s: jnp.tril(ops.cholesky(x[0])),
    "concatenate": lambda x, s: ops.concatenate(x, **s),
    "cov": lambda x, s: jnp.cov(x[0], **s),
    "cummax": lambda x, s: jax.lax.cummax(x[0], **s),
    "cumlogsumexp": lambda x, s: jax.lax.cumlogsumexp(x[0], **s),
    "cumprod": lambda x, s: jax.lax.cumprod(x[0], **s),
    "cumsum": lambda x, s: jax.lax.cumsum(x[0], **s) if s else jnp.cumsum(x[0]),
    "digitize": lambda x, s: jnp.digitize(*x, **s),
    "det": lambda x, s: ops.det(x[0]),
    "dot_product_attention": attention,
    "eigh": lambda x, s: eigh(x),
    "einsum": lambda x, s: ops.einsum(s["subscripts"], *x),
    "expm": lambda x, s: jax.scipy.linalg.expm(x[0]),
    "fft": lambda x, s: parts(jnp.fft.fft(complex_of(x), n=s["n"])),
    "fft2": lambda x, s: parts(jnp.fft.fft2(complex_of(x))),
    "ifft": lambda x, s: parts(jnp.fft.ifft(complex_of(x), n=s["n"])),
    "irfft": lambda x, s: jnp.fft.irfft(complex_of(x), n=s["n"]),
    "rfft": lambda x, s: parts(jnp.fft.rfft(x[0], n=s["n"])),
    "fftshift": lambda x, s: jnp.fft.fftshift(x[0]),
    "ifftshift": lambda x, s: jnp.fft.ifftshift(x[0]),
    "interp": lambda x, s: jnp.interp(*x),
    "isin": lambda x, s: jnp.isin(*x, **s),
    "layer_normalization": layer_normalization,
    "lexsort": lambda x, s: jnp.lexsort(x),
    "map_coordinates": lambda x, s: ops.image.map_coordinates(*x, **s),
    "matrix_power": lambda x, s: jnp.linalg.matrix_power(x[0], s["n"]),
    "moments": lambda x, s: ops.moments(x[0], axes=s["axis"], keepdims=s.get("keepdims", False)),
    "norm": norm,
    "pad": lambda x, s: ops.pad(x[0], pairs(s["pad_width"]), mode=s.get("mode", "constant")),
    "put_along_axis": lambda x, s: jnp.put_along_axis(*x, axis=s["axis"], inplace=False),
    "qr": lambda x, s: qr(x),
    "resize": lambda x, s: ops.image.resize(x[0], **s),
    "rgb_to_grayscale": lambda x, s: ops.image.rgb_to_grayscale(x[0]),
    "rgb_to_hsv": lambda x, s: ops.image.rgb_to_hsv(x[0]),
    "saturate_cast": lambda x, s: ops.saturate_cast(x[0], DTYPES[s["dtype"]]),
    "scatter_add": lambda x, s: ops.scatter(x[0], x[1], s["shape"]),
    "slice": lambda x, s: ops.slice(x[0], x[1], s["shape"]),
    "softmax": lambda x, s: jax.nn.softmax(
        x[0], **{k: tuple(v) if isinstance(v, list) else v for k, v in s.items()}),
    "solve_triangular": lambda x, s: jax.scipy.linalg.solve_triangular(*x, **s),
    "std": lambda x, s: jnp.std(x[0], **{k: tuple(v) if isinstance(v, list) else v
                                         for k, v in s.items()}),
    "svd": lambda x, s: svd(x),
    "top_k": lambda x, s: tuple(ops.top_k(x[0], s["k"])),
    "unique": lambda x, s: jnp.unique(x[0], **s),
    "var": lambda x, s: jnp.var(x[0], **s),
    "random.bernoulli": lambda x, s: jax.random.bernoulli(x[0], s["p"], s["shape"]),
    "random.beta": lambda x, s: jax.random.beta(x[0], s["a"], s["b"], s["shape"]),
    "random.categorical": lambda x, s: jax.random.categorical(x[0], x[1], shape=s["shape"]),
    "random.choice": lambda x, s: jax.random.choice(
        x[0], s["a"], s["shape"], replace=s.get("replace", True)),
    "random.fold_in": lambda x, s: jax.random.fold_in(x[0], s["data"]),
    "random.gamma": lambda x, s: jax.random.gamma(x[0], s["a"], s["shape"]),
    "random.permutation": lambda x, s: jax.random.permutation(x[0], s["n"]),
    "random.poisson": lambda x, s: jax.random.poisson(x[0], s["lam"], s["shape"]),
    "random.shuffle": shuffle,
    "random.truncated_normal": lambda x, s: jax.random.truncated_normal(
        x[0], s["lower"], s["upper"], s["shape"]),
}
MODULES = [ops, ops.numpy, ops.nn, ops.linalg, jnp]
OURS_ALONE = ("jit.", "grad.", "vmap.", "pmap.", "random.normal_extent", "random.uniform_extent",
              "random.permutation_check")
TRANSFORMATIONS = {"jacrev", "jacfwd", "hessian", "jvp", "vjp", "scan", "fori_loop", "while_loop",
                   "switch", "associative_scan", "checkpoint", "custom_jvp", "custom_vjp",
                   "stop_gradient"}


def named(name):
    """The function, or None where it is a use of a transformation, which has no counterpart by name."""
    if name in WRITTEN_OUT:
        return WRITTEN_OUT[name]
    if name.startswith(OURS_ALONE) or name in TRANSFORMATIONS:
        return None
    if name.startswith("random."):
        def draw(x, s):
            s = {k: DTYPES[v] if k == "dtype" else v for k, v in s.items()}
            return getattr(jax.random, name[7:])(*x, **s)
        return draw
    module = next((m for m in MODULES if hasattr(m, name)), None)
    if module is None:
        return None
    return lambda x, s: getattr(module, name)(
        *x, **{k: tuple(v) if isinstance(v, list) else v for k, v in s.items()})


def results(call, x, settings):
    return jax.tree_util.tree_leaves(call(list(x), dict(settings)))


def weights(x):
    """Numbers between 1/2 and 3/2, as the gradients of the stored results weigh them."""
    places = np.arange(x.size, dtype=np.float64).reshape(x.shape)
    return jnp.asarray(((places + 0.5) / max(1, x.size) + 0.5)).astype(x.dtype)


def gradients(call, x, settings):
    places = [i for i, one in enumerate(x) if jnp.issubdtype(one.dtype, jnp.floating)]

    def total(given):
        every = list(x)
        for i, value in zip(places, given):
            every[i] = value
        found = [r for r in results(call, every, settings) if jnp.issubdtype(r.dtype, jnp.floating)]
        return sum(((r * weights(r)).sum().astype(found[0].dtype) for r in found), jnp.zeros(()))

    found = jax.grad(total)([x[i] for i in places])
    return {f"grad:arg{i}": g for i, g in zip(places, found)}


def batched(call, x, settings):
    both = [jnp.stack([one, jnp.flip(one) if one.ndim else one]) for one in x]
    return jax.vmap(lambda *one: tuple(results(call, one, settings)))(*both)
