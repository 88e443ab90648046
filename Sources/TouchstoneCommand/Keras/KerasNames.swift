import Keras

/// Where names of Keras's API are here: the one table that `touchstone keras coverage` reads.
///
/// Classes that files may name are known by `KerasClasses`; this table has the rest. The command
/// looks every spelling up among the public declarations of the sources.
enum KerasNames {
  /// What became of a name.
  enum Place: Equatable {
    /// It is there under this spelling: the names of the types around it, and its own.
    case present(String)
    /// It makes no sense in Swift, for this reason.
    case notApplicable(String)
    case absent
  }

  /// Functions of `keras.ops` that are free functions, under camel case.
  static let operations = Set(
    """
    abs absolute adaptive_average_pool adaptive_max_pool add affine_transform all allclose amax
    amin angle any append arange arccos arccosh arcsin arcsinh arctan arctan2 arctanh argmax
    argmin argpartition argsort array array_split associative_scan average average_pool bartlett
    batch_normalization binary_crossentropy bincount bitwise_and bitwise_invert bitwise_left_shift
    bitwise_not bitwise_or bitwise_right_shift bitwise_xor blackman broadcast_to cast
    categorical_crossentropy cbrt cdist ceil celu cholesky cholesky_inverse clip concatenate cond
    conj conjugate conv conv_transpose convert_to_tensor copy corrcoef correlate cos cosh
    count_nonzero crop_images cross ctc_decode ctc_loss cumprod cumsum deg2rad depth_to_space
    depthwise_conv det diag diagflat diagonal diff digitize divide divide_no_nan dot
    dot_product_attention dsplit dstack dtype eig eigh einsum elu empty empty_like equal erf erfc
    erfinv exp exp2 expand_dims expm1 extract_patches extract_patches_3d extract_sequences eye
    fabs fft fft2 flip fliplr flipud floor floor_divide fmax fmin fmod fold fori_loop full
    full_like gaussian_blur gcd gelu geomspace get_item glu greater greater_equal hamming hanning
    hard_shrink hard_sigmoid hard_silu hard_swish hard_tanh heaviside histogram hsplit hstack
    hsv_to_rgb hypot i0 identity ifft2 imag in_top_k inner inv irfft is_tensor isclose isfinite
    isin isinf isnan isneginf isposinf isreal istft jvp kaiser kron layer_normalization lcm ldexp
    leaky_relu left_shift less less_equal linspace log log10 log1p log2 log_sigmoid log_softmax
    logaddexp logaddexp2 logdet logical_and logical_not logical_or logical_xor logspace logsumexp
    lstsq lu_factor map map_coordinates matmul matrix_rank max max_pool maximum mean median
    meshgrid min minimum mod moments moveaxis multi_hot multiply nan_to_num nanargmax nanargmin
    nancumprod nancumsum nanmax nanmean nanmedian nanmin nanpercentile nanprod nanquantile nanstd
    nansum nanvar ndim negative nextafter nonzero norm normalize not_equal one_hot ones ones_like
    outer pad pad_images percentile perspective_transform pinv polar power prod psnr ptp qr
    quantile rad2deg ravel real rearrange reciprocal relu relu6 repeat reshape resize rfft
    rgb_to_grayscale rgb_to_hsv right_shift rms_normalization roll rot90 round rsqrt saturate_cast
    scale_and_translate scan scatter scatter_update searchsorted segment_max segment_min
    segment_prod segment_sum select selu separable_conv shape sigmoid sign signbit silu sin sinc
    sinh size slice slice_update slogdet sobel_edges soft_shrink softmax softplus softsign solve
    solve_triangular sort space_to_depth sparse_categorical_crossentropy sparse_plus
    sparse_sigmoid sparsemax split sqrt square squareplus squeeze ssim stack std stft
    stop_gradient subtract sum svd swapaxes swish switch take take_along_axis tan tanh tanh_shrink
    tensordot threshold tile top_k trace transpose trapezoid tri tril triu true_divide trunc
    unfold unique unravel_index unstack vander var vdot view view_as_complex view_as_real vsplit
    vstack where while_loop zeros zeros_like
    """.split(whereSeparator: \.isWhitespace).map(String.init))

  /// The Swift spelling of what is neither a class of files nor such a function.
  static let spellings: [String: [String: String]] = [
    "ops": [
      "convert_to_numpy": "Tensor.scalars", "custom_gradient": "customGradient",
      "vectorized_map": "vmap", "vectorize": "vmap",
    ],
    "layers": [
      "Activation": "ActivationLayer", "Input": "Input", "Layer": "Layer",
      "InputSpec": "InputSpec", "deserialize": "deserialize", "serialize": "serialize",
      "add": "add", "average": "average", "concatenate": "concatenate", "dot": "dot",
      "maximum": "maximum", "minimum": "minimum", "multiply": "multiply", "subtract": "subtract",
    ],
    "losses": [
      "Loss": "Loss", "deserialize": "deserialize", "serialize": "serialize", "get": "deserialize",
    ],
    "metrics": [
      "Metric": "Metric", "deserialize": "deserialize", "serialize": "serialize",
      "get": "deserialize",
    ],
    "optimizers": [
      "Optimizer": "Optimizer", "deserialize": "deserialize", "serialize": "serialize",
      "get": "deserialize",
    ],
    "initializers": [
      "Initializer": "Initializer", "deserialize": "deserialize", "serialize": "serialize",
      "get": "deserialize",
    ],
    "regularizers": [
      "Regularizer": "Regularizer", "deserialize": "deserialize", "serialize": "serialize",
      "get": "deserialize",
    ],
    "constraints": [
      "Constraint": "Constraint", "deserialize": "deserialize", "serialize": "serialize",
      "get": "deserialize",
    ],
    "activations": [
      "threshold": "Activation.threshold", "get": "Activation", "deserialize": "Activation",
      "serialize": "Activation",
    ],
    "callbacks": [
      "Callback": "Callback", "CallbackList": "CallbackList",
      "BackupAndRestore": "Callbacks.BackupAndRestore",
      "ModelCheckpoint": "Callbacks.ModelCheckpoint",
      "TensorBoard": "Callbacks.TensorBoard", "EarlyStopping": "Callbacks.EarlyStopping",
      "History": "History",
      "LearningRateScheduler": "Callbacks.LearningRateScheduler",
      "ProgbarLogger": "Callbacks.ProgbarLogger",
      "ReduceLROnPlateau": "Callbacks.ReduceLROnPlateau", "CSVLogger": "Callbacks.CSVLogger",
      "LambdaCallback": "Callbacks.LambdaCallback", "SwapEMAWeights": "Callbacks.SwapEMAWeights",
      "TerminateOnNaN": "Callbacks.TerminateOnNaN", "RemoteMonitor": "Callbacks.RemoteMonitor",
    ],
    "random": [
      "SeedGenerator": "SeedGenerator", "dropout": "Random.dropout", "normal": "Random.normal",
      "randint": "Random.randint", "uniform": "Random.uniform", "beta": "Random.beta",
      "binomial": "Random.binomial",
      "categorical": "Random.categorical", "gamma": "Random.gamma", "shuffle": "Random.shuffle",
      "truncated_normal": "Random.truncatedNormal",
    ],
    "saving": [
      "deserialize_keras_object": "deserialize", "load_model": "loadModel",
      "load_weights": "Model.loadWeights", "register_keras_serializable": "CustomObjects.register",
      "save_model": "Model.save", "save_weights": "Model.saveWeights",
      "serialize_keras_object": "serialize", "get_custom_objects": "CustomObjects.all",
      "get_registered_name": "CustomObjects.registeredName",
      "get_registered_object": "CustomObjects.registeredType",
      "KerasFileEditor": "KerasFileEditor",
    ],
    "utils": [
      "FeatureSpace": "FeatureSpace", "get_source_inputs": "getSourceInputs",
      "save_img": "saveImage", "audio_dataset_from_directory": "audioDatasetFromDirectory",
      "Progbar": "Progbar", "normalize": "normalize", "pack_x_y_sample_weight": "Batch",
      "unpack_x_y_sample_weight": "Batch", "set_random_seed": "setRandomSeed",
      "to_categorical": "toCategorical", "PyDataset": "Batches", "clear_session": "clearSession",
      "deserialize_keras_object": "deserialize", "serialize_keras_object": "serialize",
      "image_dataset_from_directory": "imageDatasetFromDirectory", "load_img": "PNG",
      "model_to_dot": "Model.dot", "plot_model": "Model.plot", "pad_sequences": "padSequences",
      "split_dataset": "splitDataset", "text_dataset_from_directory": "textDatasetFromDirectory",
      "timeseries_dataset_from_array": "TimeseriesBatches",
      "get_custom_objects": "CustomObjects.all",
      "get_registered_name": "CustomObjects.registeredName",
      "get_registered_object": "CustomObjects.registeredType",
      "register_keras_serializable": "CustomObjects.register",
    ],
    "models": [
      "clone_model": "KerasObject.copy", "load_model": "loadModel",
      "model_from_json": "modelFromJSON",
      "save_model": "Model.save",
    ],
    "tree": [
      "flatten": "TensorTree.flattened", "map_structure": "TensorTree.treeMap",
      "traverse": "TensorTree.mapTensors",
      "assert_same_structure": "TreeStructure.difference",
      "flatten_with_path": "TreeStructure.leafPaths",
    ],
    "distribution": [
      "DataParallel": "DataParallel", "DeviceMesh": "DeviceMesh", "LayoutMap": "LayoutMap",
      "ModelParallel": "ModelParallel", "TensorLayout": "TensorLayout",
      "distribute_tensor": "distributeTensor", "distribution": "distribution",
      "list_devices": "listDevices", "set_distribution": "setDistribution",
      "get_device_count": "getDeviceCount",
    ],
  ]

  /// What does not apply, and why.
  static let reasons: [String: [String: String]] = [
    "layers": [
      "JaxLayer": "wraps a function of Python's JAX",
      "FlaxLayer": "wraps a module of Python's Flax",
      "TorchModuleWrapper": "wraps a module of Python's PyTorch",
      "TFSMLayer": "runs a TensorFlow SavedModel",
    ],
    "callbacks": ["OrbaxCheckpoint": "writes through a Python library"],
    "distribution": ["initialize": "joins processes; all devices here are those of one process"],
    "saving": ["CustomObjectScope": "Python's context manager; CustomObjects.register has its use"],
    "utils": [
      "CustomObjectScope": "Python's context manager; CustomObjects.register has its use",
      "get_file": "nothing is downloaded; data come from packages",
      "is_keras_tensor": "the type KerasTensor tells",
      "array_to_img": "makes an image of Python's PIL",
      "img_to_array": "takes an image of Python's PIL", "standardize_dtype": "DType is a type",
      "is_interactive_logging_enabled": "verbose: says it at each call",
      "enable_interactive_logging": "verbose: says it at each call",
      "disable_interactive_logging": "verbose: says it at each call",
      "Config": "a struct that is Codable has fields, and is written and read as JSON",
    ],
    "tree": [
      "is_nested": "the type TensorTree tells", "MAP_TO_NONE": "an optional tells",
      "lists_to_tuples": "Swift's arrays and tuples are different types",
      "pack_sequence_as": "TensorTree.init(_:leaves:), an initializer, does it",
      "assert_same_paths": "TreeStructure.leafPaths of both are compared by ==",
      "map_shape_structure": "a Shape is a value; those of a list are mapped by the list's own map",
      "map_structure_up_to": "the type of a tree says where its leaves are",
    ],
  ]

  /// `truncated_normal` as `truncatedNormal`.
  static func camelCase(_ name: String) -> String {
    let parts = name.split(separator: "_")
    return (parts.first.map(String.init) ?? "")
      + parts.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }

  /// What became of `name` of the module `keras.` + `module`.
  static func place(of name: String, in module: String) -> Place {
    if let reason = reasons[module]?[name] { return .notApplicable(reason) }
    if let spelling = spellings[module]?[name] { return .present(spelling) }
    if module == "ops" {
      return operations.contains(name) ? .present(camelCase(name)) : .absent
    }
    if module == "activations" {
      return Activation.all.contains { $0.name == name }
        ? .present("Activation." + camelCase(name)) : .absent
    }
    let type = KerasClasses.all.first {
      $0.className == name && (module == "models" || $0.module.hasPrefix("keras." + module))
    }
    // Without the name of the Swift module.
    return type.map {
      .present(String(reflecting: $0).split(separator: ".").dropFirst().joined(separator: "."))
    } ?? .absent
  }
}
