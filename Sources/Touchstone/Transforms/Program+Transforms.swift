extension Program {
  /// The program whose `main` gives the gradient of the first result of this one's `main`.
  ///
  /// It takes the same arguments and gives the cotangent of each argument that `argnums` names,
  /// in that order; without `argnums`, of each real or complex one. The first result must be a
  /// scalar, unless `cotangent` is set: then the new program takes one more argument, the cotangent
  /// of the first result. With `value` the results of this program come first.
  ///
  /// Specification: `program transformations`.
  public func grad(
    argnums: [Int]? = nil, value: Bool = false, cotangent: Bool = false
  ) throws -> Program {
    let block = try mainBlock("grad")
    let types = block.parameters
    let wanted =
      try argnums.map { try $0.map { try place($0, among: types) } }
      ?? types.indices.filter { types[$0].dtype.isDifferentiable }
    for i in wanted where !types[i].dtype.isDifferentiable {
      throw TensorError(
        "grad", "", types,
        "argument \(i) is of \(types[i].dtype), which has no gradient; choose real or complex "
          + "arguments by argnums")
    }
    guard let result = block.resultTypes.first, result.dtype.isDifferentiable else {
      let given = block.resultTypes.first.map { ", it is \($0)" } ?? "; @main gives none"
      throw TensorError(
        "grad", "", types, "the first result must be of real or complex numbers\(given)")
    }
    if !cotangent, result.rank != 0 {
      throw TensorError(
        "grad", "", [result],
        "the first result must be a scalar, it is \(result); pass its cotangent as one more "
          + "argument (--cotangent)")
    }
    return try recorded("grad", types + (cotangent ? [result] : [])) { x in
      let primals = Array(x.prefix(types.count))
      // What is not asked for is held fixed; what is asked for twice moves once.
      let moved = Set(wanted).sorted()
      let (values, map) = try Flat.linearize(
        { moving in
          var arguments = primals
          for (i, value) in zip(moved, moving) { arguments[i] = value }
          return try block(arguments)
        }, moved.map { primals[$0] }, transformation: "grad")
      let ct = cotangent ? x[types.count] : Tensor.full(result, 1)
      let seed: [Tensor?] = [ct] + values.dropFirst().map { _ in nil }
      let gradients = try Dictionary(uniqueKeysWithValues: zip(moved, map.transposed(seed)))
      return (value ? values : []) + wanted.map { (gradients[$0] ?? nil) ?? .full(types[$0], 0) }
    }
  }

  /// The program whose `main` gives this one's results and their tangents.
  ///
  /// It takes the same arguments, then a tangent for each real or complex one; it gives the same
  /// results, then a tangent for each real or complex one.
  ///
  /// Specification: `program transformations`.
  public func jvp() throws -> Program {
    let block = try mainBlock("jvp")
    let types = block.parameters
    try refuseTuples("jvp", types + block.resultTypes)
    let moving = types.filter(\.dtype.isDifferentiable)
    return try recorded("jvp", types + moving) { x in
      var rest = x.dropFirst(types.count).makeIterator()
      let directions = types.map { $0.dtype.isDifferentiable ? rest.next() : nil }
      let (values, tangents) = try Flat.jvp(
        block.applied, Array(x.prefix(types.count)), directions)
      return values
        + zip(values, tangents).compactMap { value, tangent in
          value.dtype.isDifferentiable ? tangent ?? .full(value.type, 0) : nil
        }
    }
  }

  /// The program whose `main` does this one's for each member of a batch.
  ///
  /// Argument `i` has its mapped axis at `inAxes[i]`; `nil` gives every member the whole argument.
  /// Without `inAxes` every argument is mapped over along its first axis. Results have the mapped
  /// axis first.
  ///
  /// Specification: `program transformations`.
  public func vmap(inAxes: [Int?]? = nil, axisSize: Int) throws -> Program {
    let block = try mainBlock("vmap")
    try refuseTuples("vmap", block.parameters + block.resultTypes)
    let axes = inAxes ?? block.parameters.map { $0.dtype == .token ? nil : 0 }
    guard axes.count == block.parameters.count else {
      throw TensorError(
        "vmap", "", block.parameters,
        "expected \(block.parameters.count) in axes, one for each argument, got \(axes.count)")
    }
    guard axisSize >= 0 else {
      throw TensorError(
        "vmap", "", block.parameters, "the axis size must not be negative, got \(axisSize)")
    }
    let types = try zip(block.parameters, axes).enumerated().map { i, how -> TensorType in
      let (type, axis) = how
      guard let axis else { return type }
      guard type.dtype.isElement else {
        throw TensorError(
          "vmap", "", block.parameters,
          "argument \(i) of type \(type) has no axes; give it none in the in axes (--in-axes)")
      }
      let place = axis < 0 ? axis + type.rank + 1 : axis
      guard 0...type.rank ~= place else {
        throw TensorError(
          "vmap", "", block.parameters,
          "argument \(i) of type \(type) cannot have a mapped axis at \(axis)")
      }
      let size = type.count.multipliedReportingOverflow(by: axisSize)
      guard !size.overflow, size.partialValue < Int.max / 32 else {
        throw TensorError(
          "vmap", "", block.parameters,
          "\(axisSize) times argument \(i) of type \(type) are too many elements to count")
      }
      return type.inserting(axisSize, at: place)
    }
    return try recorded("vmap", types) { x in
      try Flat.vmap(
        block.applied, x, inAxes: axes,
        outAxes: { block.resultTypes[$0].dtype == .token ? nil : 0 },
        axisSize: axisSize)
    }
  }

  private func mainBlock(_ transformation: String) throws -> Block {
    guard let main else {
      throw TensorError(
        transformation, "", [], "no function @main, and more than one to choose from")
    }
    return main.block
  }

  private func place(_ argnum: Int, among types: [TensorType]) throws -> Int {
    let count = types.count
    let place = argnum < 0 ? argnum + count : argnum
    guard 0..<count ~= place else {
      throw TensorError(
        "grad", "", types, "argnums names argument \(argnum), @main has \(count) arguments")
    }
    return place
  }

  private func recorded(
    _ transformation: String, _ types: [TensorType], _ f: ([Tensor]) throws -> [Tensor]
  ) throws -> Program {
    let (block, captured) = try Flat.record(f, types, transformation: transformation)
    let expanded = try block.bindingConstants(captured).expanded()
    return Program(
      name: name, attributes: attributes, main: expanded.simplified(), declarations: declarations)
  }
}

extension Program {
  /// The module whose `main` does `block`, with the functions that it calls.
  public init(
    name: String? = nil, attributes: [NamedAttribute] = [], main block: Block,
    declarations: [String] = []
  ) {
    var functions: [Function] = []
    var seen = Set<Block>()
    func collect(_ block: Block) {
      guard seen.insert(block).inserted else { return }
      for equation in block.equations {
        equation.operation.regions.forEach(collect)
        for callee in equation.operation.callees {
          collect(callee.block)
          if !functions.contains(callee) { functions.append(callee) }
        }
      }
    }
    collect(block)
    self.init(
      name: name, attributes: attributes, functions: [Function("main", block)] + functions,
      declarations: declarations)
  }
}

extension Block {
  /// This block with its first parameters replaced by constants.
  package func bindingConstants(_ captured: [Tensor]) throws -> Block {
    if captured.isEmpty { return self }
    let constants = try captured.map { Constant(try $0.host()) }
    let rest = Array(parameters.dropFirst(captured.count))
    return try Recorder.record(rest) { x in
      try callAsFunction(try constants.map { try apply($0, [])[0] } + x)
    }
  }
}

/// Throws if one of the types is a tuple, whose parts a transformed `main` could not name.
private func refuseTuples(_ transformation: String, _ types: [TensorType]) throws {
  guard let tuple = types.first(where: { $0.dtype == .tuple }) else { return }
  throw TensorError(
    transformation, "", [tuple],
    "@main takes or gives a tuple; let it take and give the tuple's parts one by one")
}
