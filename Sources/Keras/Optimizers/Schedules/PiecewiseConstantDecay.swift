extension Schedules {
  /// The first of `values` up to and with the first boundary, the next one up to the next, ….
  public final class PiecewiseConstantDecay: LearningRateSchedule {
    let boundaries, values: [Double]
    let name: String

    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(_ boundaries: [Double], values: [Double], name: String = "PiecewiseConstant") {
      (self.boundaries, self.values, self.name) = (boundaries, values, name)
      super.init()
      if values.count != boundaries.count + 1 {
        fail(
          "there must be one value more than boundaries, got \(values.count) values and "
            + "\(boundaries.count) boundaries")
      }
    }
    /// The object that `config` describes.
    public required convenience init(config c: Config) throws {
      self.init(
        try c.get("boundaries"), values: try c.get("values"),
        name: try c.get("name", "PiecewiseConstant"))
    }
    public override var config: JSONObject {
      ["boundaries": boundaries.json, "values": values.json, "name": name.json]
    }

    public override func callAsFunction(_ step: Tensor) -> Tensor {
      let step = cast(step, dtype: .f32)
      let tensors = values.map { Tensor(Float($0)) }
      guard let last = tensors.last else { return .invalid }
      return zip(boundaries, tensors).reversed().reduce(last) { later, piece in
        NumPy.where(lessEqual(step, Tensor(Float(piece.0))), piece.1, later)
      }
    }
  }
}
