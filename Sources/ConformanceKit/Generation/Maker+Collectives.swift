import Touchstone

extension Maker {
  /// Members of a batch, or processes of a grid, that exchange what they have.
  func collective() throws -> [Tensor]? {
    choices.below(3) == 0 ? try amongProcesses() : try amongMembers()
  }

  /// Along a named axis, which is the first.
  private func amongMembers() throws -> [Tensor]? {
    guard
      let x = value(where: {
        $0.rank > 0 && 2...9 ~= $0.shape[0] && ($0.dtype.isFloat || $0.dtype.isInteger)
      })
    else { return nil }
    let size = x.shape[0]
    let choice = choices.below(6)
    let isWhole = choices.below(2) == 0
    // Some members get nothing where not all of them send.
    let moves = (0..<(isWhole ? size : size - 1)).map { (source: $0, target: ($0 + 1) % size) }
    return try Flat.vmap(
      { x in
        let x = x[0]
        switch choice {
        case 0: return [psum(x, axisName: "members")]
        case 1: return [pmax(x, axisName: "members")]
        case 2: return [pmin(x, axisName: "members") + x]
        case 3: return [allGather(x, axisName: "members", axis: 0)]
        case 4: return [x - ppermute(x, axisName: "members", moves)]
        default:
          let wide = broadcast(x, to: [size] + x.shape, axes: Array(1..<x.rank + 1))
          return [psumScatter(wide, axisName: "members")]
        }
      }, [x], inAxes: [0], outAxes: { _ in 0 }, axisName: "members")
  }

  /// Between two processes, of numbers that are exact.
  private func amongProcesses() throws -> [Tensor]? {
    guard let x = value(where: { $0.dtype.isInteger && $0.type.count > 1 }) else { return nil }
    let half = x.type.count / 2 * 2 / 2
    let line = reshape(x, [x.type.count])
    let parts = [
      slice(line, from: [0], to: [half]), slice(line, from: [half], to: [2 * half]),
    ]
    let groups = ProcessGroups([[0, 1]])
    let choice = choices.below(4)
    let type = TensorType(x.dtype, [half])
    let operation: any Primitive
    switch choice {
    case 0: operation = AllReduce(groups, body: try Block.adding(type.dtype))
    case 1:
      let whole = TensorType(type.dtype, [2 * half])
      operation = AllGather(dimension: 0, groups: groups, types: [whole])
    case 2: operation = CollectivePermute(pairs: [[0, 1]], channel: nil)
    default: operation = CollectiveBroadcast(groups: groups, hasDynamicRoot: false)
    }
    var builder = BlockBuilder(parameters: [type])
    let results = try builder.append(operation, [0])
    let block = builder.block(returning: Array(results))
    let process = Function("process\(choices.record.count)", block)
    return bind(RunParallel([[process], [process]]), parts)
  }
}

extension Block {
  /// A body that adds.
  fileprivate static func adding(_ dtype: DType) throws -> Block {
    let scalar = TensorType(dtype)
    var builder = BlockBuilder(parameters: [scalar, scalar])
    let sum = try builder.append(Binary.add, [0, 1])
    return builder.block(returning: Array(sum))
  }
}
