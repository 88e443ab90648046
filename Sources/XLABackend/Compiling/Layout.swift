import Touchstone

/// Where the equations of a block run: in segments on the device, and one by one on the host.
///
/// Level by level: the device's segment of a level first, then the host's operations of that level in
/// the order of the program. An operation for the device stands at the lowest level at which all it
/// needs is there, so that there are as few segments as possible.
struct Layout {
  /// What one level does.
  struct Level {
    /// Numbers of equations that form a segment.
    var device: [Int] = []
    /// Numbers of equations that the host runs.
    var host: [Int] = []
  }
  private(set) var levels: [Level] = []
  /// The equations without operands, by their first results: each segment has its own copy.
  private(set) var sources: [Int: Int] = [:]

  /// - Parameter apart: Gives each equation for the device a segment of its own.
  init(_ block: Block, apart: Bool, takes: (Equation) -> Bool) {
    let isNeeded = Self.needed(block)
    /// The level after which a value is there, and whether it lies on the host then.
    var places = [(level: Int, isOnHost: Bool)](
      repeating: (0, false), count: block.valueTypes.count)
    var lastEffect = 0
    for (number, equation) in block.equations.enumerated() where isNeeded[number] {
      let operation = equation.operation
      if equation.operands.isEmpty, !operation.hasSideEffects, equation.types.count == 1,
        takes(equation) || operation is Constant && equation.types[0].dtype.isElement
      {
        sources[equation.firstResult] = number
        continue
      }
      let isForDevice = takes(equation)
      var level = 0
      for operand in equation.operands where sources[operand] == nil {
        let place = places[operand]
        level = max(level, place.level + (isForDevice && (place.isOnHost || apart) ? 1 : 0))
      }
      if operation.hasSideEffects {
        level = max(level, lastEffect)
        lastEffect = level
      }
      while levels.count <= level { levels.append(Level()) }
      if isForDevice, apart, !levels[level].device.isEmpty {
        // One equation for each segment.
        level = levels.count
        levels.append(Level())
      }
      if isForDevice {
        levels[level].device.append(number)
      } else {
        levels[level].host.append(number)
      }
      for result in equation.results { places[result] = (level, !isForDevice) }
    }
  }

  /// Which equations have an effect or a result that somebody uses.
  private static func needed(_ block: Block) -> [Bool] {
    var isLive = [Bool](repeating: false, count: block.valueTypes.count)
    for result in block.results { isLive[result] = true }
    var isNeeded = [Bool](repeating: false, count: block.equations.count)
    for (number, equation) in block.equations.enumerated().reversed() {
      guard equation.operation.hasSideEffects || equation.results.contains(where: { isLive[$0] })
      else { continue }
      isNeeded[number] = true
      for operand in equation.operands { isLive[operand] = true }
    }
    return isNeeded
  }
}
