extension Metrics {
  /// What is common to the places of targets and predictions over what belongs to either, for each
  /// class: the mean over some classes.
  ///
  /// Targets and predictions are numbers of classes, or lie along `axis` where they are not sparse.
  /// Counts are integers, and weights are cut to these, unless `dtype` is a float.
  public class IoU: Metric {
    public override var direction: Direction? { .up }
    let numClasses: Int
    let targetClassIds: [Int]
    let ignoreClass: Int?
    let sparseYTrue, sparseYPred: Bool
    let axis: Int
    private var matrix: Variable?

    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(
      _ numClasses: Int, targetClassIds: [Int], name: String? = nil, dtype: DType? = nil,
      ignoreClass: Int? = nil, sparseYTrue: Bool = true, sparseYPred: Bool = true, axis: Int = -1
    ) {
      (self.numClasses, self.targetClassIds) = (numClasses, targetClassIds)
      (self.ignoreClass, self.axis) = (ignoreClass, axis)
      (self.sparseYTrue, self.sparseYPred) = (sparseYTrue, sparseYPred)
      super.init(name: name, dtype: dtype ?? .i32)
      begin()
    }
    /// The object that `config` describes.
    public required convenience init(config c: Config) throws {
      self.init(
        try c.get("num_classes"), targetClassIds: try c.get("target_class_ids"),
        name: try c.get("name"), dtype: try Self.dtype(c),
        ignoreClass: try c.get("ignore_class"), sparseYTrue: try c.get("sparse_y_true", true),
        sparseYPred: try c.get("sparse_y_pred", true), axis: try c.get("axis", -1))
    }
    static func dtype(_ c: Config) throws -> DType? {
      try DTypePolicy(serialized: c["dtype"])?.computeDType
    }
    private func begin() {
      let most = SizeLimit.confusedClasses
      if !(1...most ~= numClasses) { fail("numClasses must lie in 1...\(most), got \(numClasses)") }
      for id in targetClassIds where !(0..<Swift.max(numClasses, 1) ~= id) {
        fail("targetClassIds must lie in 0..<\(numClasses), got \(id)")
      }
      let size = Swift.min(Swift.max(numClasses, 1), most)
      matrix = addVariable([size, size], name: "total_confusion_matrix")
    }
    public override var config: JSONObject {
      [
        "name": .string(name), "dtype": dtype.json, "num_classes": numClasses.json,
        "target_class_ids": targetClassIds.json, "ignore_class": ignoreClass.json,
        "sparse_y_true": sparseYTrue.json, "sparse_y_pred": sparseYPred.json, "axis": axis.json,
      ]
    }

    /// The numbers of the classes in predictions.
    func classes(_ yPred: Tensor) -> Tensor {
      sparseYPred ? yPred : argmax(yPred, axis: axis)
    }

    public override func updateState(
      _ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor? = nil
    ) {
      let t = reshape(
        cast(sparseYTrue ? yTrue : argmax(yTrue, axis: axis), dtype: .i32), [-1])
      let p = reshape(cast(classes(yPred), dtype: .i32), [-1])
      guard t.shape == p.shape else {
        return fail("\(t.type.count) targets came with \(p.type.count) predictions")
      }
      var weights = Tensor.full(TensorType(dtype, t.shape), 1)
      if let sampleWeight {
        let given = cast(sampleWeight, dtype: dtype)
        weights = given.rank > 1 ? reshape(given, [-1]) : broadcastTo(given, t.shape)
      }
      if let ignoreClass {
        let counts = notEqual(t, Tensor(Int32(clamping: ignoreClass)))
        weights = weights * cast(counts, dtype: dtype)
      }
      let rows = oneHot(t, numClasses, dtype: dtype) * expandDims(weights, 1)
      matrix?.assignAdd(matmul(transpose(rows), oneHot(p, numClasses, dtype: dtype)))
    }

    public override func result() -> Tensor {
      guard let matrix else { return .invalid }
      let counts = cast(matrix.rawValue, dtype: dtype.isFloat ? dtype : .f32)
      let right = diagonal(counts)
      let either = sum(counts, axis: 0) + sum(counts, axis: 1) - right
      let ids = Tensor(targetClassIds.map { Int32($0) }, shape: [targetClassIds.count])
      let (r, e) = (take(right, ids, axis: 0), take(either, ids, axis: 0))
      let known = sum(cast(notEqual(e, Tensor(weak: 0)), dtype: e.dtype))
      return divideNoNan(sum(r / (e + Settings.epsilon)), known)
    }
  }

  /// The mean over both classes, or one, of predictions on either side of a threshold.
  public final class BinaryIoU: IoU {
    let threshold: Double

    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(
      targetClassIds: [Int] = [0, 1], threshold: Double = 0.5, name: String? = nil,
      dtype: DType? = nil
    ) {
      self.threshold = threshold
      super.init(2, targetClassIds: targetClassIds, name: name, dtype: dtype)
    }
    /// The object that `config` describes.
    public required convenience init(config c: Config) throws {
      self.init(
        targetClassIds: try c.get("target_class_ids", [0, 1]),
        threshold: try c.get("threshold", 0.5), name: try c.get("name"),
        dtype: try Self.dtype(c))
    }
    public override var config: JSONObject {
      [
        "target_class_ids": targetClassIds.json, "threshold": threshold.json,
        "name": .string(name), "dtype": dtype.json,
      ]
    }
    override func classes(_ yPred: Tensor) -> Tensor {
      greaterEqual(yPred, Tensor(weak: threshold))
    }
  }

  /// The mean over all classes.
  public class MeanIoU: IoU {
    fileprivate static func all(_ numClasses: Int) -> [Int] {
      Array(0..<Swift.min(Swift.max(numClasses, 0), SizeLimit.confusedClasses))
    }
    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(
      _ numClasses: Int, name: String? = nil, dtype: DType? = nil, ignoreClass: Int? = nil,
      sparseYTrue: Bool = true, sparseYPred: Bool = true, axis: Int = -1
    ) {
      super.init(
        numClasses, targetClassIds: Self.all(numClasses), name: name, dtype: dtype,
        ignoreClass: ignoreClass, sparseYTrue: sparseYTrue, sparseYPred: sparseYPred, axis: axis)
    }
    /// The object that `config` describes.
    public required convenience init(config c: Config) throws {
      self.init(
        try c.get("num_classes"), name: try c.get("name"), dtype: try Self.dtype(c),
        ignoreClass: try c.get("ignore_class"), sparseYTrue: try c.get("sparse_y_true", true),
        sparseYPred: try c.get("sparse_y_pred", true), axis: try c.get("axis", -1))
    }
    public override var config: JSONObject {
      [
        "num_classes": numClasses.json, "name": .string(name), "dtype": dtype.json,
        "ignore_class": ignoreClass.json, "sparse_y_true": sparseYTrue.json,
        "sparse_y_pred": sparseYPred.json, "axis": axis.json,
      ]
    }
  }

  /// The mean over some classes of targets that lie along an axis.
  public final class OneHotIoU: IoU {
    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(
      _ numClasses: Int, targetClassIds: [Int], name: String? = nil, dtype: DType? = nil,
      ignoreClass: Int? = nil, sparseYPred: Bool = false, axis: Int = -1
    ) {
      super.init(
        numClasses, targetClassIds: targetClassIds, name: name, dtype: dtype,
        ignoreClass: ignoreClass, sparseYTrue: false, sparseYPred: sparseYPred, axis: axis)
    }
    /// The object that `config` describes.
    public required convenience init(config c: Config) throws {
      self.init(
        try c.get("num_classes"), targetClassIds: try c.get("target_class_ids"),
        name: try c.get("name"), dtype: try Self.dtype(c),
        ignoreClass: try c.get("ignore_class"), sparseYPred: try c.get("sparse_y_pred", false),
        axis: try c.get("axis", -1))
    }
    public override var config: JSONObject {
      [
        "num_classes": numClasses.json, "target_class_ids": targetClassIds.json,
        "name": .string(name), "dtype": dtype.json, "ignore_class": ignoreClass.json,
        "sparse_y_pred": sparseYPred.json, "axis": axis.json,
      ]
    }
  }

  /// The mean over all classes of targets that lie along an axis.
  public final class OneHotMeanIoU: MeanIoU {
    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(
      _ numClasses: Int, name: String? = nil, dtype: DType? = nil, ignoreClass: Int? = nil,
      sparseYPred: Bool = false, axis: Int = -1
    ) {
      super.init(
        numClasses, name: name, dtype: dtype, ignoreClass: ignoreClass, sparseYTrue: false,
        sparseYPred: sparseYPred, axis: axis)
    }
    /// The object that `config` describes.
    public required convenience init(config c: Config) throws {
      self.init(
        try c.get("num_classes"), name: try c.get("name"), dtype: try Self.dtype(c),
        ignoreClass: try c.get("ignore_class"), sparseYPred: try c.get("sparse_y_pred", false),
        axis: try c.get("axis", -1))
    }
    public override var config: JSONObject {
      [
        "num_classes": numClasses.json, "name": .string(name), "dtype": dtype.json,
        "ignore_class": ignoreClass.json, "sparse_y_pred": sparseYPred.json, "axis": axis.json,
      ]
    }
  }
}
