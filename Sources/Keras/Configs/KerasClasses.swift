/// Keras's classes by name.
public enum KerasClasses {
  /// Every class that files may name. A new layer, loss, … is listed with its family.
  public static let all: [any KerasObject.Type] =
    layers + models + initializers + regularizers + constraints + losses + metrics + optimizers
    + schedules + policies + featureSpaces

  static let models: [any KerasObject.Type] = [Model.self, Sequential.self]
  static let policies: [any KerasObject.Type] = [DTypePolicy.self]
  static let featureSpaces: [any KerasObject.Type] = [
    FeatureSpace.self, FeatureSpace.Feature.self, FeatureSpace.Cross.self, FeatureIdentity.self,
  ]

  /// Classes that are made in place of those of these names; what tries out whether a wrong class
  /// would be noticed puts it here for a while.
  @TaskLocal package static var replacements: [String: any KerasObject.Type] = [:]

  private static let byName: [String: [any KerasObject.Type]] = {
    var result: [String: [any KerasObject.Type]] = [:]
    for type in all {
      for name in Set([type.className, snakeCase(type.className)] + type.aliases) {
        result[name, default: []].append(type)
      }
    }
    return result
  }()

  /// The class that a file or an identifier names, which must be a `T`.
  static func type<T: KerasObject>(
    named name: String, registered: String? = nil, module: String? = nil, of _: T.Type
  ) throws -> any KerasObject.Type {
    if let type = replacements[name], type is T.Type { return type }
    if let registered, let type = CustomObjects.registeredType(registered) { return type }
    let candidates = byName[name] ?? []
    if let module, let type = candidates.first(where: { $0.module == module && $0 is T.Type }) {
      return type
    }
    if let type = candidates.first(where: { $0 is T.Type }) { return type }
    if let type = CustomObjects.registeredType(name) { return type }
    if let other = candidates.first { return other }
    throw ConfigError(
      "unknown class '\(registered ?? name)'; if it is your own, register it before: "
        + "CustomObjects.register(\(name).self, package: …)")
  }

  /// `GlorotUniform` as `glorot_uniform`, `Conv2DTranspose` as `conv2d_transpose`: Keras's
  /// `to_snake_case`.
  public static func snakeCase(_ name: String) -> String {
    let letters = Array(name)
    var result = ""
    for (i, letter) in letters.enumerated() {
      if letter.isUppercase, i > 0 {
        let before = letters[i - 1]
        let startsWord = i + 1 < letters.count && letters[i + 1].isLowercase
        // `[a-z][A-Z]`, or the last capital before a small letter.
        if before.isLowercase || (startsWord && before != "_") { result += "_" }
      }
      result += letter.lowercased()
    }
    return result
  }
}
