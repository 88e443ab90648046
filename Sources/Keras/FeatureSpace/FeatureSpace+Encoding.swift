import NumPy

extension FeatureSpace {
  /// Shows data to the layers that must see some: Keras's `adapt`.
  public func adapt(_ data: [String: Column]) throws {
    for (name, feature) in features where feature.adaptsTo {
      let column = try self.column(name, data)
      do { try feature.adapt(column) } catch let error as ConfigError {
        throw error.within("the feature '\(name)'")
      }
    }
  }

  /// The features side by side, those by their names in alphabetical order and then crosses likewise.
  ///
  /// Shape: `[examples, sizes of all]`, dtype `f32`. For `outputMode` `.concat`.
  public func callAsFunction(_ data: [String: Column]) throws -> Tensor {
    guard outputMode == .concat else {
      throw ConfigError(
        "\(name) has the outputMode .dict; call encoded(_:), which gives each feature")
    }
    return try checking {
      concatenate(try ordered(data).map { cast($0.1, dtype: .f32) }, axis: -1)
    }
  }
  /// Each feature and cross by its name. Shape: `[examples, size]`.
  public func encoded(_ data: [String: Column]) throws -> [String: Tensor] {
    Dictionary(uniqueKeysWithValues: try checking { try ordered(data) })
  }

  /// A tensor of the space's rows for the beginning of a model. For `outputMode` `.concat`.
  public func getEncodedFeatures() throws -> KerasTensor {
    guard outputMode == .concat else {
      throw ConfigError(
        "\(name) has the outputMode .dict; call getEncodedFeaturesByName, which gives each feature")
    }
    return Input(shape: [try probe().reduce(0) { $0 + ($1.1.shape.last ?? 1) }], name: name)
  }
  /// A tensor of each feature and cross for the beginning of a model.
  public func getEncodedFeaturesByName() throws -> [String: KerasTensor] {
    Dictionary(
      uniqueKeysWithValues: try probe().map { name, x in
        (name, Input(shape: x.shape.dropFirst().map { $0 }, dtype: x.dtype, name: name))
      })
  }

  /// What comes out for one example, which tells sizes and dtypes.
  private func probe() throws -> [(String, Tensor)] {
    let data = features.map { ($0.name, $0.feature.example) }
    return try checking { try ordered(Dictionary(uniqueKeysWithValues: data)) }
  }

  private func column(_ name: String, _ data: [String: Column]) throws -> Column {
    guard let column = data[name] else {
      throw ConfigError(
        "the data have no feature '\(name)'; they have \(data.keys.sorted().joined(separator: ", "))"
      )
    }
    return column
  }

  private func ordered(_ data: [String: Column]) throws -> [(String, Tensor)] {
    var prepared: [String: Tensor] = [:]
    var count: Int?
    for (name, feature) in features {
      let column = try self.column(name, data)
      guard count ?? column.count == column.count else {
        throw ConfigError(
          "the features must have as many values each; '\(name)' has \(column.count), others "
            + "\(count ?? 0)")
      }
      count = column.count
      do { prepared[name] = try feature.prepared(column) } catch let error as ConfigError {
        throw error.within("the feature '\(name)'")
      }
    }
    var result = try features.sorted { $0.name < $1.name }.map { name, feature in
      (
        name,
        try finished(prepared[name] ?? .invalid, feature.outputMode == .oneHot, name, feature.size)
      )
    }
    for cross in crosses.sorted(by: { $0.name < $1.name }) {
      guard let crosser = crossers[cross.name] else { continue }
      let parts = cross.featureNames.compactMap { prepared[$0] }
      guard parts.allSatisfy({ $0.dtype.isInteger && $0.shape.last == 1 }) else {
        throw ConfigError(
          "the cross '\(cross.name)' needs features whose layers give one whole number each, got "
            + parts.map { "\($0.type)" }.joined(separator: ", "))
      }
      let x = crosser(parts)[0]
      result.append(
        (cross.name, try finished(x, cross.outputMode == .oneHot, cross.name, cross.crossingDim)))
    }
    return result
  }

  private func finished(_ x: Tensor, _ isHot: Bool, _ name: String, _ size: Int?) throws -> Tensor {
    if x.isInvalid { return x }
    if isHot {
      guard x.dtype.isInteger, let size else {
        throw ConfigError(
          "the feature '\(name)' has the outputMode .oneHot, so its layer must give numbers of a known "
            + "count, got \(x.type); try .int or .float")
      }
      return Keras.encoded(x, .multiHot, size, dtype: .f32)
    }
    guard outputMode == .dict || !x.dtype.isInteger else {
      throw ConfigError(
        "the feature '\(name)' comes out as \(x.type), which cannot stand beside others; encode it "
          + "as .oneHot, or give the space the outputMode .dict")
    }
    return x
  }
}

extension FeatureSpace.Feature {
  /// Whether the layer must be shown data.
  var adaptsTo: Bool {
    switch preprocessor {
    case let layer as Normalization: !layer.isGiven
    case let layer as Discretization: layer.numBins != nil
    case let layer as StringLookup: !layer.isGiven
    case let layer as IntegerLookup: !layer.isGiven
    case let layer as TextVectorization: !layer.lookupLayer.isGiven
    default: false
    }
  }

  func adapt(_ column: FeatureSpace.Column) throws {
    switch preprocessor {
    case let layer as Normalization: try checking { layer.adapt(try tensor(column)) }
    case let layer as Discretization: try layer.adapt(try tensor(column))
    case let layer as IntegerLookup: try layer.adapt(try tensor(column))
    case let layer as StringLookup: try layer.adapt(try strings(column))
    case let layer as TextVectorization: try layer.adapt(try strings(column))
    default: break
    }
  }

  /// What the layer makes of the values. Shape: `[examples, 1]` for most layers.
  func prepared(_ column: FeatureSpace.Column) throws -> Tensor {
    if let layer = preprocessor as? Normalization, !layer.isGiven, !layer.isBuilt {
      throw ConfigError("it is not adapted yet; call adapt before")
    }
    guard dtype == "string" else { return preprocessor(try tensor(column), training: false) }
    let strings = try strings(column)
    switch preprocessor {
    case let layer as StringLookup: return try layer(strings.map { [$0] })
    case let layer as Hashing: return try layer(strings.map { [$0] })
    case let layer as TextVectorization: return try layer(strings)
    default:
      throw ConfigError(
        "strings are prepared by StringLookup, Hashing or TextVectorization, got "
          + preprocessor.classNameInFiles)
    }
  }

  /// How many numbers the layer gives, if that is known.
  var size: Int? {
    switch preprocessor {
    case let layer as StringLookup: layer.vocabularySize()
    case let layer as IntegerLookup: layer.vocabularySize()
    case let layer as CategoryEncoding: layer.numTokens
    case let layer as Discretization: layer.numBins ?? layer.binBoundaries.map { $0.count + 1 }
    case let layer as Hashing: layer.numBins
    case let layer as HashedCrossing: layer.numBins
    default: nil
    }
  }

  /// One value that the layer knows.
  var example: FeatureSpace.Column {
    switch preprocessor {
    case let layer as StringLookup:
      .strings([layer.getVocabulary(includeSpecialTokens: false).first ?? ""])
    case let layer as IntegerLookup:
      .integers([layer.getVocabulary(includeSpecialTokens: false).first ?? 0])
    default: dtype == "string" ? .strings([""]) : .integers([0])
    }
  }

  private func strings(_ column: FeatureSpace.Column) throws -> [String] {
    guard case .strings(let values) = column else {
      throw ConfigError("its values must be strings, got numbers")
    }
    return values
  }
  /// The values as `[examples, 1]`.
  private func tensor(_ column: FeatureSpace.Column) throws -> Tensor {
    let type = DType(keras: dtype) ?? .f32
    switch column {
    case .strings: throw ConfigError("its values must be numbers, got strings")
    case .integers(let values):
      let x = Tensor(values.map(Int64.init), shape: [values.count, 1])
      // Whole numbers stay what they are, however large.
      return type.isInteger ? x : cast(x, dtype: type)
    case .numbers(let values):
      guard !type.isInteger else {
        throw ConfigError("its values must be whole numbers, got others")
      }
      return cast(Tensor(values, shape: [values.count, 1]), dtype: type)
    }
  }
}
