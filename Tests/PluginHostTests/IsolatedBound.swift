import CurlHTTP
import Logging
import NIOCore
import RawJSON
import TestPlugins
import TestServer

@testable import PluginHost

/// An isolated binding of a compiled plugin, with its log.
@NetworkLoop
struct IsolatedBound {
  let binding: IsolatedBinding
  let log = RecordedLog()
  private let presences = Mailbox<ServerPresence>()

  /// The program that this very build has made.
  nonisolated static let program: String = {
    let root = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
    return "\(root)/.build/debug/tunnel-client"
  }()

  init(
    _ name: String, id: String? = nil, launch: PluginProcessLaunch? = nil,
    limits: PluginProcessLaunch.Limits = PluginProcessLaunch.Limits(), configuration: String = "{}",
    facilities: HostFacilities = HostFacilities()
  ) async throws {
    var start = launch ?? PluginProcessLaunch(executable: Self.program)
    if launch == nil { start.limits = limits }
    binding = try await IsolatedBinding.open(
      channel: "main", plugin: PluginRequirement(id: id ?? "com.example.\(name)"),
      searchPath: PluginSearchPath(flags: [CompiledPlugins.folder], environment: nil, binary: "/nowhere/x"),
      configuration: configuration, maxConcurrency: 10, launch: start, facilities: facilities, logger: log.logger)
    binding.whenPresenceChanges { [presences] in presences.put($0) }
  }

  func presence(_ isWanted: @escaping @Sendable (ServerPresence) -> Bool) async -> ServerPresence {
    await presences.next(where: isWanted)
  }

  func start(_ method: String, params: String = "{}") throws -> (Binding.Exchange?, Events) {
    let events = Events()
    let message = ByteBuffer(string: #"{"jsonrpc":"2.0","id":1,"method":"\#(method)","params":\#(params)}"#)
    let scan = try message.withUnsafeReadableBytes { try JSONRPCMessage.scan($0) }
    let call = Binding.Call(
      kind: .request, message: message, id: scan.id, method: scan.method, headers: HTTPFields(), deadline: nil)
    return (binding.start(call, receiver: events), events)
  }

  func call(_ method: String, params: String = "{}") async throws -> [String] {
    try await start(method, params: params).1.untilFinished()
  }

  func close() async { await binding.close(within: .seconds(2)) }
}
