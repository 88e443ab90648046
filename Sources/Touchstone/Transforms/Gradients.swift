/// Where a transformation was asked for, for messages.
struct Place: Sendable, CustomStringConvertible {
  let file: String
  let line: Int
  init(_ file: String, _ line: Int) {
    self.file = file
    self.line = line
  }
  var description: String { "\(file):\(line)" }
}

/// What differentiation is asked to do.
struct GradientOptions {
  /// What messages call the transformation.
  let name: String
  /// The numbers of the arguments to differentiate by; negative ones count from the end.
  var argnums = [0]
  var holomorphic: Bool
  var allowInt: Bool
  /// Where the transformation was asked for.
  let place: Place

  init(
    _ name: String, _ holomorphic: Bool = false, _ allowInt: Bool = false, _ place: Place
  ) {
    self.name = name
    self.holomorphic = holomorphic
    self.allowInt = allowInt
    self.place = place
  }
  func selecting(_ argnums: [Int]) -> GradientOptions {
    var options = self
    options.argnums = argnums
    return options
  }
}

/// The values of `call` and the gradients of the first by the selected arguments' tensors.
func gradients(
  of call: FlatCall, _ options: GradientOptions
) throws -> (values: [Tensor], gradients: [[Tensor]]) {
  let selected = try call.arguments.selecting(options.argnums, options.name)
  let active = try call.arguments.differentiable(selected, options)
  let (values, map) = try Flat.linearize(
    call.arguments.varying(active, call.body), active.map { call.arguments.leaves[$0] },
    transformation: options.name, place: options.place.description)
  try options.requireScalar(values[0])
  let seeds = [Tensor.full(1, like: values[0])] + values.dropFirst().map { _ -> Tensor? in nil }
  let cotangents = try map.transposed(seeds)
  return (values, call.arguments.cotangents(selected, active, cotangents))
}

extension FlatArguments {
  /// The arguments of these numbers, in range.
  func selecting(_ argnums: [Int], _ name: String) throws(TensorError) -> [Int] {
    for number in argnums where !(-count..<count).contains(number) {
      throw TensorError(
        name, "", types, "argnums \(argnums): there is no argument \(number) among \(count)")
    }
    return argnums.map { $0 < 0 ? $0 + count : $0 }
  }

  /// The numbers of the tensors in the `selected` arguments that have derivatives.
  func differentiable(
    _ selected: [Int], _ options: GradientOptions
  ) throws(TensorError) -> [Int] {
    var active: [Int] = []
    for leaf in Set(selected).sorted().flatMap({ ranges[$0] }) {
      let type = leaves[leaf].type
      if options.holomorphic && !type.dtype.isComplex {
        throw TensorError(
          options.name, "", [type],
          "holomorphic differentiation needs complex inputs; \(name(ofLeaf: leaf)) is \(type)")
      }
      if type.dtype.isDifferentiable {
        active.append(leaf)
      } else if !options.allowInt {
        throw TensorError(
          options.name, "", [type],
          "derivatives need inputs of real or complex numbers; \(name(ofLeaf: leaf)) is \(type). "
            + "With allowInt: true its derivative is a tensor of false")
      }
    }
    return active
  }

  /// `body` as a function of the tensors `active` alone.
  func varying(
    _ active: [Int], _ body: @escaping ([Tensor]) throws -> [Tensor]
  ) -> ([Tensor]) throws -> [Tensor] {
    { x in
      var all = leaves
      for (tensor, place) in zip(x, active) { all[place] = tensor }
      return try body(all)
    }
  }

  /// For each of the `selected` arguments the cotangents of its tensors.
  func cotangents(_ selected: [Int], _ active: [Int], _ cotangents: [Tensor?]) -> [[Tensor]] {
    var byLeaf: [Int: Tensor] = [:]
    for (place, cotangent) in zip(active, cotangents) { byLeaf[place] = cotangent }
    return selected.map { ranges[$0].map { byLeaf[$0] ?? .zeroTangent(leaves[$0].type) } }
  }
}

extension Tensor {
  /// The derivative of, or by, a tensor that has none: false everywhere.
  static func withoutDerivative(_ type: TensorType) -> Tensor { full(type.with(.i1), 0) }

  /// The tangent where it is zero throughout, or where there is none.
  static func zeroTangent(_ type: TensorType) -> Tensor {
    type.dtype.isDifferentiable ? full(type, 0) : withoutDerivative(type)
  }
}

extension GradientOptions {
  func requireScalar(_ value: Tensor) throws(TensorError) {
    if value.isInvalid { return }
    guard value.rank == 0 else {
      throw TensorError(
        name, "", [value.type],
        "the gradient of a function is defined where it returns a scalar, and this one returns "
          + "\(value.type); sum it, or use jacrev or vjp")
    }
    try requireOutput(value.type)
  }

  func requireOutput(_ type: TensorType) throws(TensorError) {
    if holomorphic {
      guard type.dtype.isComplex else {
        throw TensorError(
          name, "", [type], "holomorphic differentiation needs a complex result, got \(type)")
      }
    } else if type.dtype.isComplex {
      throw TensorError(
        name, "", [type],
        "the result must be real, got \(type); for a holomorphic function pass holomorphic: true")
    } else if !type.dtype.isFloat {
      throw TensorError(name, "", [type], "the result must be of real numbers, got \(type)")
    }
  }
}
