internal import TunnelPluginKit
internal import TunnelPluginMCP

/// What `call_target_template` was asked to do.
struct TemplateArguments {
  let label: String
  private let parameters: [(name: String, value: String)]
  private let headers: [(name: String, value: String)]
  private let timeoutMilliseconds: Int
  private let maxResponseBytes: Int

  init(_ arguments: JSONSlice?, _ settings: HarpoonSettings) throws(RPCError) {
    let reader = try ArgumentReader(
      arguments, ["label", "parameters", "headers", "timeout_ms", "max_response_bytes"])
    label = try reader.required("label")
    guard Target.isLabel(label) else { throw ArgumentReader.invalid("label does not match its pattern") }
    guard let slice = arguments?["parameters"], slice.kind == .object else {
      throw ArgumentReader.invalid("parameters must be an object of strings")
    }
    var parameters: [(name: String, value: String)] = []
    for member in slice.members {
      guard let name = member.name.string, let value = member.value.string else {
        throw ArgumentReader.invalid("parameters must be an object of strings")
      }
      parameters.append((name, value))
    }
    self.parameters = parameters
    headers = try reader.headers("headers")
    timeoutMilliseconds =
      try reader.integer("timeout_ms", in: CallArguments.timeouts) ?? CallArguments.defaultTimeout
    maxResponseBytes =
      try reader.integer("max_response_bytes", in: 1...settings.maxResponseBytes) ?? settings.maxResponseBytes
  }

  /// The one request that this stands for.
  ///
  /// - Throws: `.invalidParameters` for values or headers that the template does not take.
  func call(_ template: TargetTemplate) throws(CallFailure) -> (target: Target, arguments: CallArguments) {
    var values: [String: String] = [:]
    for (name, value) in parameters {
      guard values.updateValue(value, forKey: name) == nil,
        template.parameters.first(where: { $0.name == name })?.accepts(value) == true
      else { throw .invalidParameters }
    }
    guard values.count == template.parameters.count, let headers = template.headers.all(with: headers),
      let url = TargetURL(template.url(for: values)), !url.hasDotSegment
    else { throw .invalidParameters }
    return (
      Target(label: label, url: url),
      CallArguments(
        label: label, method: .get, headers: headers, timeoutMilliseconds: timeoutMilliseconds,
        maxResponseBytes: maxResponseBytes)
    )
  }
}
