/// Configs with other dtypes in them.
enum Policies {
  /// `json` with the policy of each object in it replaced.
  static func replaced(_ json: JSON, _ policy: DTypePolicy) -> JSON {
    let (serialized, name) = (serialize(policy), JSON.string(policy.name))
    func replaced(_ json: JSON) -> JSON {
      switch json {
      case .array(let items): return .array(items.map(replaced))
      case .object(let object):
        if object["class_name"]?.string == "DTypePolicy" { return serialized }
        return .object(
          JSONObject(
            object.fields.map { key, value in
              // Some objects hold the name alone.
              key == "dtype" && value.string != nil ? (key, name) : (key, replaced(value))
            }))
      default: return json
      }
    }
    return replaced(json)
  }

  /// `json` with the field `dtype` of its config set.
  static func with(_ dtype: DType, _ json: JSON) -> JSON {
    guard var object = json.object else { return json }
    var config = object["config"]?.object ?? [:]
    config["dtype"] = dtype.json
    object["config"] = .object(config)
    return .object(object)
  }
}
