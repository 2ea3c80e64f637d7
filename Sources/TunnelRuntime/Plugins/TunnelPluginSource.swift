import CurlHTTP
import NIOCore
public import Operator
import PluginHost

/// What the operator's server asks about a tunnel's plugins.
public struct TunnelPluginSource: PluginSource {
  private let tunnel: Tunnel
  private let digests = FileDigests()

  public init(_ tunnel: Tunnel) {
    self.tunnel = tunnel
  }

  public func plugins() async -> [PluginRecord] {
    await tunnel.plugins.openDefaults()
    var records = await tunnel.pluginRecords()
    for index in records.indices {
      records[index].sha256 = await digests.digest(of: records[index].path, reloads: records[index].reloads)
    }
    return records
  }

  public func endpoint(mount: String) async -> PluginEndpoint? {
    await endpoint { $0.mount == mount }
  }

  public func endpoint(plugin id: String) async -> PluginEndpoint? {
    await endpoint { $0.descriptor.id == id }
  }

  public func reload(plugin id: String?) async -> [PluginReload] {
    await tunnel.reloads.reload(plugin: id) + tunnel.plugins.kept(plugin: id)
  }

  private func endpoint(_ matches: @Sendable (any OperatorAddition) -> Bool) async -> PluginEndpoint? {
    if let found = await tunnel.plugins.open.first(where: matches) { return Self.endpoint(of: found) }
    await tunnel.plugins.openDefaults()
    return await tunnel.plugins.open.first(where: matches).map(Self.endpoint)
  }

  private static func endpoint(of plugin: any OperatorAddition) -> PluginEndpoint {
    PluginEndpoint(
      id: plugin.descriptor.id, controlPaths: plugin.controlPaths,
      panelScript: plugin.panelTitle == nil ? nil : plugin.panelScript
    ) { call in
      var headers = HTTPFields()
      for header in call.headers { headers.append(header.name, header.value) }
      return answer(
        await plugin.serve(
          OperatorCall(
            method: call.method, path: call.path, query: call.query, headers: headers, body: call.body,
            isLocal: call.isLocal, isControl: call.isControl)))
    }
  }

  private static func answer(_ answer: OperatorAnswer) -> PluginAnswer {
    switch answer {
    case .body(let status, let type, let bytes): .body(status: status, type: type, bytes)
    case .stream(let stream):
      .events { send in try await stream.read { try await send($0.name, $0.id, $0.data) } }
    case .failed(.refused): .failed(.refused)
    case .failed(.timeout): .failed(.timeout)
    case .failed(.tooManyStreams): .failed(.tooManyStreams)
    case .failed(.closed): .failed(.closed)
    case .failed(.down(let why)): .failed(.down(why))
    case .failed(.lost(let why)): .failed(.lost(why))
    }
  }
}
