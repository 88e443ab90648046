extension OwnMutants {
  /// One whose tangent of an elementwise operation has another factor.
  private static func slope(
    _ id: String, _ name: String, _ summary: String,
    _ factor: @escaping @Sendable (_ x: [Tensor], _ y: Tensor) -> Tensor
  ) -> Mutant {
    .rules(id, name, summary) { rules, counter in
      rules.differentiate = WrongRules.tangent(of: name, counter) { _, x, dx, y in
        guard x.count == 1, let dx = dx[0], !x[0].dtype.isComplex else { return nil }
        return factor(x, y) * dx
      }
    }
  }

  static let gradients: [Mutant] = [
    slope("O-GR-01", "tanh", "1 - y") { _, y in 1 - y },
    slope("O-GR-02", "logistic", "y") { _, y in y },
    slope("O-GR-03", "sqrt", "1 / y") { _, y in 1 / y },
    slope("O-GR-04", "log", "1 / (1 + x)") { x, _ in 1 / (1 + x[0]) },
    slope("O-GR-05", "log_plus_one", "1 / x") { x, _ in 1 / x[0] },
    slope("O-GR-06", "exponential_minus_one", "y") { _, y in y },
    slope("O-GR-07", "cosine", "sin(x)") { x, _ in sin(x[0]) },
    slope("O-GR-08", "erf", "without 2 / √π") { x, _ in exp(-x[0] * x[0]) },
    slope("O-GR-09", "rsqrt", "y³ / 2 with the wrong sign") { _, y in y * y * y / 2 },
    slope("O-GR-10", "atan", "1 / (1 + |x|)") { x, _ in 1 / (1 + abs(x[0])) },
    slope("O-GR-11", "cbrt", "1 / (2 y²)") { _, y in 1 / (2 * y * y) },
    slope("O-GR-12", "lgamma", "log(x)") { x, _ in log(x[0]) },
    .rules("O-GR-13", "power", "the exponent has no derivative") { rules, counter in
      rules.differentiate = { operation, x, dx in
        guard operation.name == "power", dx.count == 2, dx[1] != nil else {
          return try operation.differentiate(x, dx)
        }
        counter.note(differs: true)
        let (values, tangents) = try operation.differentiate(x, [dx[0], nil])
        return (values, tangents.map { $0 ?? zerosLike(values[0]) })
      }
    },
    .rules("O-GR-14", "maximum", "ties give all to the first") { rules, counter in
      rules.differentiate = WrongRules.tangent(of: "maximum", counter) { _, x, dx, y in
        guard !x[0].dtype.isComplex else { return nil }
        let isFirst = greaterEqual(x[0], x[1])
        return NumPy.where(isFirst, dx[0] ?? zerosLike(y), dx[1] ?? zerosLike(y))
      }
    },
    .rules("O-GR-15", "atan2", "arguments are exchanged") { rules, counter in
      rules.differentiate = WrongRules.tangent(of: "atan2", counter) { _, x, dx, y in
        let size = x[0] * x[0] + x[1] * x[1]
        let zero = zerosLike(y)
        return ((dx[0] ?? zero) * x[0] - (dx[1] ?? zero) * x[1]) / size
      }
    },
    .rules("O-GR-16", "divide", "the divisor's derivative lacks a factor") { rules, counter in
      rules.differentiate = WrongRules.tangent(of: "divide", counter) { _, x, dx, y in
        let zero = zerosLike(y)
        return (dx[0] ?? zero) / x[1] - (dx[1] ?? zero) * y
      }
    },
    .rules("O-GR-17", "gather", "of duplicate indices the last cotangent counts") {
      rules, counter in
      rules.transpose = { operation, ct, x in
        guard operation.name == "gather", let cotangent = ct[0] else {
          return try operation.transpose(ct, x)
        }
        counter.note(differs: true)
        // As if each element were read once at most.
        let ones = try operation.transpose([onesLike(cotangent)], x)
        return zip(try operation.transpose(ct, x), ones).map { back, count in
          guard let back, let count else { return back }
          return back / maximum(count, onesLike(count))
        }
      }
    },
    .rules("O-GR-18", "concatenate", "operands' parts begin at 0") { rules, counter in
      rules.transpose = { operation, ct, x in
        guard let join = operation as? Touchstone.Concatenate, let ct = ct[0], x.count > 1 else {
          return try operation.transpose(ct, x)
        }
        counter.note(differs: true)
        return x.map { operand in
          guard operand.isLinear else { return nil }
          return slice(
            ct, from: ct.shape.map { _ in 0 },
            to: operand.type.shape.enumerated().map {
              $0 == join.axis ? $1 : ct.shape[$0]
            })
        }
      }
    },
    .rules("O-GR-19", "convolution", "kernels are not turned around for the input") {
      rules, counter in
      rules.transpose = { operation, ct, x in
        let back = try operation.transpose(ct, x)
        guard let conv = operation as? Convolution, x[0].isLinear, let input = back[0] else {
          return back
        }
        counter.note(differs: true)
        return [reverse(input, axes: conv.settings.dimensions.inputSpatial)] + back.dropFirst()
      }
    },
    .rules("O-GR-20", "transpose", "by the permutation itself") { rules, counter in
      rules.transpose = { operation, ct, x in
        guard let turn = operation as? Transpose, let ct = ct[0] else {
          return try operation.transpose(ct, x)
        }
        let wrong = transpose(ct, turn.permutation)
        guard wrong.shape == x[0].type.shape else { return try operation.transpose([ct], x) }
        counter.note(differs: true)
        return [wrong]
      }
    },
    .rules("O-GR-21", "pad", "the padding value has no cotangent") { rules, counter in
      rules.transpose = { operation, ct, x in
        let back = try operation.transpose(ct, x)
        guard operation.name == "pad", back.count == 2, back[1] != nil else { return back }
        counter.note(differs: true)
        return [back[0], nil]
      }
    },
    .rules("O-GR-22", "reduce", "sums give the mean of the cotangent") { rules, counter in
      rules.transpose = { operation, ct, x in
        let back = try operation.transpose(ct, x)
        guard let reduce = operation as? Reduce, let input = back[0] else { return back }
        counter.note(differs: true)
        let count = reduce.dimensions.reduce(1) { $0 * input.shape[$1] }
        return [input / Double(max(count, 1))] + back.dropFirst()
      }
    },
    .rules("O-GR-23", "select", "the branch not taken gets the cotangent as well") {
      rules, counter in
      rules.transpose = { operation, ct, x in
        let back = try operation.transpose(ct, x)
        guard operation.name == "select", let ct = ct[0] else { return back }
        counter.note(differs: true)
        return back.map { $0 == nil ? nil : ct }
      }
    },
    .rules("O-GR-24", "clamp", "outside the bounds the slope is 1") { rules, counter in
      rules.differentiate = WrongRules.tangent(of: "clamp", counter) { _, x, dx, y in
        dx[1]
      }
    },
  ]

  static let transforms: [Mutant] = [
    .rules("O-TR-01", "dynamic_update_slice", "all members start where the first does") {
      rules, counter in
      rules.batch = { operation, x, axes, axis in
        guard operation.name == "dynamic_update_slice", axis.size > 0,
          axes.dropFirst(2).contains(where: { $0 != nil })
        else { return try operation.batch(x, axes, over: axis) }
        counter.note(differs: true)
        let starts = zip(x, axes).dropFirst(2).map { start, axis in
          axis == nil ? start : reshape(slice(start, from: [0], to: [1]), [])
        }
        return try operation.batch(
          Array(x.prefix(2)) + starts, Array(axes.prefix(2)) + starts.map { _ in nil }, over: axis)
      }
    },
    .kernel("O-TR-02", "while", "the body runs once at least") { a in
      guard let loop = a.operation as? While else { return nil }
      let captured = Array(a.operands.prefix(loop.captureCount))
      let values = Array(a.operands.dropFirst(loop.captureCount))
      let holds = try a.context.run(loop.condition, captured + values)[0].booleans[0]
      return holds ? nil : try a.context.run(loop.body, captured + values)
    },
    .kernel("O-TR-03", "while", "the body runs once more") { a in
      guard let loop = a.operation as? While else { return nil }
      let captured = Array(a.operands.prefix(loop.captureCount))
      return try a.context.run(loop.body, captured + a.right)
    },
    .kernel("O-TR-04", "case", "an index beyond the last takes the first branch") { a in
      guard let choice = a.operation as? Touchstone.Case else { return nil }
      let index = a.operands[choice.captureCount].integers[0]
      guard index < 0 || index >= choice.branches.count else { return nil }
      return try a.context.run(
        choice.branches[0], Array(a.operands.prefix(choice.captureCount)))
    },
    .kernel("O-TR-05", "if", "branches are exchanged") { a in
      guard let choice = a.operation as? If else { return nil }
      let holds = a.operands[choice.captureCount].booleans[0]
      return try a.context.run(
        holds ? choice.falseBranch : choice.trueBranch,
        Array(a.operands.prefix(choice.captureCount)))
    },
    .kernel("O-TR-06", "scan", "the last step is left out") { a in
      guard let scan = a.operation as? Scan else { return nil }
      let arguments = a.operands.dropFirst(scan.captureCount)
      let inputs = scan.inputCount(arguments.map(\.type))
      let length = arguments.first?.shape[scan.dimension] ?? 0
      guard length > 1 else { return nil }
      // The carry of a scan over all but the last slice; outputs as they are.
      let shorter = try a.operands.enumerated().map { i, x -> HostTensor in
        guard i >= scan.captureCount, i < scan.captureCount + inputs else { return x }
        var (from, to) = (x.shape.map { _ in 0 }, x.shape)
        if scan.isReverse { from[scan.dimension] = 1 } else { to[scan.dimension] = length - 1 }
        return try a.running(Slice(from, to, to.map { _ in 1 }), [x])[0]
      }
      let wrong = try a.running(scan, shorter)
      let carries = arguments.count - inputs
      return a.right.dropLast(carries) + wrong.suffix(carries)
    },
    .rules("O-TR-07", "psum", "is the mean") { rules, counter in
      rules.batch = { operation, x, axes, axis in
        let right = try operation.batch(x, axes, over: axis)
        guard operation.name == "psum", axis.name.map(operation.axisNames.contains) == true else {
          return right
        }
        counter.note(differs: true)
        return (right.values.map { $0 / Double(axis.size) }, right.axes)
      }
    },
    .rules("O-TR-08", "all_gather_named", "members from last to first") { rules, counter in
      rules.batch = { operation, x, axes, axis in
        let right = try operation.batch(x, axes, over: axis)
        guard operation.name == "all_gather_named" else { return right }
        counter.note(differs: true)
        return (right.values.map { reverse($0, axes: [0]) }, right.axes)
      }
    },
    .rules("O-TR-09", "sort", "members are sorted together") { rules, counter in
      rules.batch = { operation, x, axes, axis in
        guard let sort = operation as? Sort, sort.captureCount == 0, axes.allSatisfy({ $0 != nil })
        else { return try operation.batch(x, axes, over: axis) }
        counter.note(differs: true)
        let wide = Sort(
          dimension: axes[0] ?? 0, isStable: sort.isStable, comparator: sort.comparator)
        return (bind(wide, x), axes)
      }
    },
    .function("O-TR-10", "jit.statics", "static values are no part of the key") { x, _ in
      [x[0] * 2, x[0] * 2, x[0] * 2]
    },
    .function("O-TR-11", "vmap.axes", "the mapped axis of results is the first always") { x, _ in
      [vmap({ (x: Tensor, y: Tensor) in matmul(x, y) }, inAxes: [2, 0])(x[0], x[1])]
    },
    .function("O-TR-12", "scan", "is not reversed") { x, s in
      let (carry, outputs) = scan(
        { (c: Tensor, x: Tensor) in (c * 0.5 + x, c + x * x) }, x[0], x[1])
      return [carry, outputs]
    },
    .function("O-TR-13", "custom_jvp", "the rule is ignored") { x, _ in
      [grad { (x: Tensor) in sum(exp(x)) }(x[0])]
    },
    .function("O-TR-14", "stop_gradient", "does nothing") { x, _ in
      [grad { (x: Tensor) in sum(x * x * x) }(x[0])]
    },
    .function("O-TR-15", "fori_loop", "counts from 0") { x, _ in
      [foriLoop(0, 4, { (i: Tensor, c: Tensor) in c * 0.5 + cast(i, dtype: c.dtype) }, x[0])]
    },
    .kernel("O-TR-16", "collective_permute", "sources and targets are exchanged") { a in
      guard let move = a.operation as? CollectivePermute else { return nil }
      _ = move
      return [a.x]
    },
    .kernel("O-TR-17", "all_reduce", "the last process is left out") { a in
      guard a.result.isNumber else { return nil }
      return [HostTensor(a.type, parts: zip(a.result.parts, a.x.parts).map { $0 - $1 / 2 })]
    },
  ]

  static let runtime: [Mutant] = [
    .kernel("O-RT-01", "reduce", "the result of the run before is added") { a in
      guard let before = a.memory.exchange(a.right)?.first, before.type == a.type,
        a.type.dtype.isFloat
      else { return nil }
      return [HostTensor(a.type, doubles: zip(before.doubles, a.result.doubles).map(+))]
    },
    .kernel("O-RT-02", "sort", "the order of the run before is taken") { a in
      guard let before = a.memory.exchange(a.right), before.map(\.type) == a.types else {
        return nil
      }
      return before
    },
    .kernel("O-RT-03", "add", "the last element of the run before stays") { a in
      guard let before = a.memory.exchange(a.right)?.first, before.type == a.type, a.type.count > 0
      else { return nil }
      return [
        HostTensor(
          a.type,
          scalars: (0..<a.type.count).map {
            ($0 == a.type.count - 1 ? before : a.result).scalar(at: $0)
          })
      ]
    },
    Mutant(
      "O-RT-04", ["add", "multiply", "subtract", "negate", "runtime"],
      "the second argument in use is overwritten",
      .backend { base, id, counter in
        WrappedBackend(base, id) { executable, arguments, options in
          let results = try executable.run(arguments, options)
          results.overwrite(arguments.last, counter)
          return results
        }
      }),
    Mutant(
      "O-RT-05", ["add", "reduce", "runtime"], "results are those of the run before",
      .backend { base, id, counter in
        WrappedBackend(base, id, remembering: counter)
      }),
  ]
}

extension WrappedBackend {
  /// One whose executables give what they gave first, whatever they are given.
  init(_ base: any KernelBackend, _ id: String, remembering counter: ReachCounter) {
    let known = KernelMemory()
    self.init(base, id) { executable, arguments, options in
      let results = try executable.run(arguments, options)
      let hosts = try results.map { try $0.host() }
      guard let before = known.exchange(hosts), before.map(\.type) == hosts.map(\.type) else {
        return results
      }
      counter.note(differs: before != hosts)
      return before
    }
  }
}
