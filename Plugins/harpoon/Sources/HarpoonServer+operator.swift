public import TunnelPluginKit

/// `/api/harpoon/…`. Without a channel the plugin is opened as a service, and says that there are no targets.
extension HarpoonServer: OperatorPlugin {
  public static let mount = OperatorMount("harpoon")

  public func open(_ configuration: UnsafeRawBufferPointer) throws(PluginError) {
    settings = try HarpoonSettings(Configuration(host, configuration, prefix: "harpoon."))
  }

  public func serve(_ reply: OperatorReply, _ request: OperatorRequest) throws(PluginError) {
    guard let settings else { throw PluginError(.closed, "the plugin was not opened") }
    guard request.method == "GET" else {
      reply.respond(status: 405, Self.error("method_not_allowed", "use GET"))
      return
    }
    let view = OperatorView(settings: settings, calls: log)
    switch request.path.string {
    case "status": reply.respond(view.status())
    case "targets": reply.respond(view.targets())
    case "calls":
      reply.respond(view.calls(label: request.parameter("label"), limit: request.parameter("limit")))
    default: reply.respond(status: 404, Self.error("not_found", "there are status, targets and calls"))
    }
  }

  /// Every request is answered at once.
  public func cancel(_ reply: OperatorReply.ID) {}

  /// operator spec 32.14
  private static func error(_ code: String, _ message: String) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { object in
      object.key("error")
      object.object { error in
        error.member("code", code)
        error.member("message", message)
      }
    }
    return writer.bytes
  }
}
