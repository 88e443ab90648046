/// The transformations on plain lists of tensors, below the forms for trees.
package enum Flat {
  package typealias Function = ([Tensor]) throws -> [Tensor]

  /// The values of `f` at `primals`, and their tangents in the direction of `tangents`; `nil` stands
  /// for zero.
  package static func jvp(
    _ f: Function, _ primals: [Tensor], _ tangents: [Tensor?], place: String = ""
  ) throws -> (values: [Tensor], tangents: [Tensor?]) {
    let origin = TraceOrigin(transformation: "jvp", place: place)
    let differentiator = Differentiator(origin: origin)
    for (primal, tangent) in zip(primals, tangents) {
      if let tangent, tangent.type != primal.type {
        throw TensorError(
          "jvp", "", [primal.type, tangent.type],
          "a tangent must have its argument's type \(primal.type), got \(tangent.type)")
      }
    }
    let duals = zip(primals, tangents).map(differentiator.dual)
    let results = try Context.run(differentiator) { try checking { try f(duals) } }
    let parts = results.map(differentiator.split)
    return (parts.map(\.primal), parts.map(\.tangent))
  }

  /// The values of `f` at `primals`, and the linear map from tangents of the arguments to tangents
  /// of the values.
  package static func linearize(
    _ f: Function, _ primals: [Tensor], transformation: String = "linearize", place: String = ""
  ) throws -> (values: [Tensor], map: LinearMap) {
    let origin = TraceOrigin(transformation: transformation, place: place)
    let linear = Recorder(.dependents, origin: origin)
    let differentiator = Differentiator(origin: origin, outer: linear)
    let isActive = primals.map(\.dtype.isDifferentiable)
    let duals = zip(primals, isActive).map { primal, isActive in
      isActive ? differentiator.dual(primal, linear.parameter(primal.type)) : primal
    }
    let results = try Context.run(differentiator) { try checking { try f(duals) } }
    let parts = results.map(differentiator.split)
    let recording = try linear.recording(returning: parts.compactMap(\.tangent))
    let map = LinearMap(
      block: recording.block, captured: recording.captured, isActive: isActive,
      isLive: parts.map { $0.tangent != nil }, argumentTypes: primals.map(\.type),
      resultTypes: parts.map(\.primal.type))
    return (parts.map(\.primal), map)
  }

  /// `f` applied to each member of a batch: to each slice of `x` along `inAxes`, where `nil` means
  /// that all members get the whole tensor.
  ///
  /// The result lies along `outAxes`; a `nil` there demands that all members have the same.
  package static func vmap(
    _ f: Function, _ x: [Tensor], inAxes: [Int?], outAxes: (Int) -> Int?, axisSize: Int? = nil,
    axisName: String? = nil, transformation: String = "vmap", place: String = ""
  ) throws -> [Tensor] {
    var size = axisSize
    var axes: [Int?] = []
    for (i, (tensor, axis)) in zip(x, inAxes).enumerated() {
      guard let axis else {
        axes.append(nil)
        continue
      }
      let place = axis < 0 ? axis + tensor.rank : axis
      guard tensor.shape.indices.contains(place) else {
        throw TensorError(
          transformation, "", x.map(\.type),
          "argument \(i) of type \(tensor.type) has no axis \(axis) to map over")
      }
      if let size, size != tensor.shape[place] {
        throw TensorError(
          transformation, "", x.map(\.type),
          "the mapped axes must have one size, got \(size) and, for argument \(i) of type "
            + "\(tensor.type) along axis \(axis), \(tensor.shape[place])")
      }
      size = tensor.shape[place]
      axes.append(place)
    }
    guard let size else {
      throw TensorError(
        transformation, "", x.map(\.type),
        "at least one argument must be mapped over, or axisSize be given; all in axes are nil")
    }
    let origin = TraceOrigin(transformation: transformation, place: place)
    let batcher = Batcher(BatchAxis(name: axisName, size: size), origin: origin)
    let members = zip(x, axes).map(batcher.batched)
    let results = try Context.run(batcher) { try checking { try f(members) } }
    return try results.enumerated().map { i, result in
      let (value, axis) = batcher.split(result)
      guard let wanted = outAxes(i) else {
        if axis == nil { return value }
        throw TensorError(
          transformation, "", [value.type],
          "result \(i) differs between the members of the batch, so its out axis cannot be nil")
      }
      let rank = value.rank + (axis == nil ? 1 : 0)
      let place = wanted < 0 ? wanted + rank : wanted
      guard 0..<rank ~= place else {
        throw TensorError(
          transformation, "", [value.type],
          "result \(i) of rank \(rank - 1) cannot have the mapped axis at \(wanted)")
      }
      return value.withBatchAxis(axis, at: place, size)
    }
  }

  /// What `f` does to arguments of these types.
  package static func record(
    _ f: Function, _ types: [TensorType], transformation: String = "jit", place: String = "",
    arguments: [String] = []
  ) throws -> (block: Block, captured: [Tensor]) {
    let origin = TraceOrigin(
      transformation: transformation, place: place, arguments: arguments)
    let recording = try Recorder.recording(origin, types, f)
    return (recording.block, recording.captured)
  }
}

/// A linear map between lists of tensors: the derivative of a function at a point.
package struct LinearMap: Sendable {
  let block: Block
  let captured: [Tensor]
  /// Which arguments have tangents at all.
  let isActive: [Bool]
  /// Which results depend on an argument.
  let isLive: [Bool]
  package let argumentTypes: [TensorType]
  package let resultTypes: [TensorType]

  /// The tangents of the results for those of the arguments; `nil` stands for zero.
  package func callAsFunction(_ tangents: [Tensor?]) throws -> [Tensor?] {
    var inputs = captured
    for (i, type) in argumentTypes.enumerated() where isActive[i] {
      inputs.append(tangents[i] ?? .full(type, 0))
    }
    var results = try block(inputs).makeIterator()
    return isLive.map { $0 ? results.next() : nil }
  }

  /// The cotangents of the arguments for those of the results; `nil` stands for zero.
  package func transposed(_ cotangents: [Tensor?]) throws -> [Tensor?] {
    let ct = zip(cotangents, isLive).filter(\.1).map(\.0)
    let known = captured.map { Optional($0) } + isActive.filter { $0 }.map { _ in nil }
    var results = try block.transposed(known, ct).dropFirst(captured.count).makeIterator()
    return isActive.map { $0 ? results.next() ?? nil : nil }
  }
}
