/// An object that a config describes and that files hold by it: layer, loss, optimizer, ….
///
/// A subclass overrides `config` and `init(config:)`, and, to be read back from files, is registered:
/// `CustomObjects.register(MyLayer.self)`.
public protocol KerasObject: AnyObject, SendableMetatype {
  /// Keras's name of the class; by default the Swift type's.
  static var className: String { get }
  /// Keras's module of the class, such as `keras.layers`.
  static var module: String { get }
  /// Other names that stand for an object with the defaults: `mse`.
  static var aliases: [String] { get }
  /// What describes this object: Keras's `get_config`.
  var config: JSONObject { get }
  /// The object that `config` describes.
  init(config: Config) throws
  /// The name under which this object is written: mostly that of its class.
  var classNameInFiles: String { get }
  /// What is written beside the config: `build_config`, ….
  var filedBeside: JSONObject { get }
}

extension KerasObject {
  /// Keras's name of the class.
  public static var className: String { String(describing: Self.self) }
  /// Other names that stand for an object with the defaults.
  public static var aliases: [String] { [] }
  /// Keras's name of the class that the object is of.
  public var classNameInFiles: String {
    // `Self` is here the class that conforms, and not the subclass that the object is of.
    type(of: self).className
  }
  /// What files hold beside the config.
  public var filedBeside: JSONObject { [:] }

  /// Reports an error of this object: in `checking` it is thrown, and else stops the process.
  func fail(_ message: String) {
    ErrorScope.report(TensorError(classNameInFiles, "", [], message))
  }

  /// A new object with the same config.
  public func copy() throws -> Self {
    try type(of: self).init(config: Config(config, of: classNameInFiles))
  }
}

/// The form in which files hold `object`: Keras's `serialize_keras_object`.
///
/// Objects of registered classes carry their registered name.
public func serialize(_ object: some KerasObject) -> JSON {
  let type = type(of: object)
  let registered = CustomObjects.registeredName(of: type)
  var fields: JSONObject = [
    "module": registered == nil ? .string(type.module) : .null,
    "class_name": .string(object.classNameInFiles),
    "config": .object(object.config),
    "registered_name": registered.map { .string($0) } ?? .null,
  ]
  fields = fields.merging(object.filedBeside)
  if let layer = object as? Layer, let number = SharedObjects.writing?.number(layer) {
    fields["shared_object_id"] = .integer(number)
  }
  return .object(fields)
}

/// `object` serialized, or null.
public func serialize(_ object: (some KerasObject)?) -> JSON {
  object.map { serialize($0) } ?? .null
}

/// The object that `json` describes: its serialized form, or a name that stands for the defaults.
///
/// Only classes of Keras and those in `CustomObjects` are made; nothing else of a file is run.
public func deserialize<T: KerasObject>(_ json: JSON, as _: T.Type = T.self) throws -> T {
  if let name = json.string {
    return try make(try KerasClasses.type(named: name, of: T.self), [:], name)
  }
  guard let fields = json.object, let name = fields["class_name"]?.string else {
    throw ConfigError("expected a name or an object with class_name, got \(json.kind)")
  }
  let number = SharedObjects.reading == nil ? nil : fields["shared_object_id"]?.integer
  if let number, let known = SharedObjects.reading?.layers[number] as? T { return known }
  if let module = fields["module"]?.string, Operation.isModule(module) {
    // Some operations of Keras leave their name out of the config; it stands beside.
    var config = fields["config"]?.object ?? [:]
    if config["name"] == nil { config["name"] = fields["name"] }
    let layer = try OperationLayer(named: name, module: module, config)
    guard let layer = layer as? T else {
      throw ConfigError("the operation \(name) is no \(T.self)")
    }
    return layer
  }
  let type = try KerasClasses.type(
    named: name, registered: fields["registered_name"]?.string, module: fields["module"]?.string,
    of: T.self)
  let object = try make(type, fields["config"]?.object ?? [:], name) as T
  if let layer = object as? Layer, let build = fields["build_config"]?.object {
    try layer.build(fromConfig: build)
  }
  if let number, let layer = object as? Layer { SharedObjects.reading?.layers[number] = layer }
  return object
}

private func make<T: KerasObject>(
  _ type: any KerasObject.Type, _ config: JSONObject, _ name: String
) throws -> T {
  if type is Layer.Type { try SizeLimit.check(config, of: name) }
  let config = Config(config, of: name)
  let object = try checking { try type.init(config: config) }
  guard let object = object as? T else {
    throw ConfigError("\(name) is no \(T.self): it belongs to \(type.module)")
  }
  // Keras passes over what a model's config holds besides, and a policy made from one is shared.
  if !(object is Model || object is DTypePolicy) {
    try config.refuseUnread(except: readByAll(object)) { object.config.keys }
  }
  return object
}

/// The fields that every object of the kind of `object` may have, whether or not it reads them.
private func readByAll(_ object: any KerasObject) -> Set<String> {
  switch object {
  case is Layer: ["name", "trainable", "dtype", "autocast"]
  // Keras takes the setting of old optimizers, and passes over it.
  case is Optimizer: ["name", "decay"]
  case is Loss, is Metric: ["name", "dtype"]
  default: []
  }
}
