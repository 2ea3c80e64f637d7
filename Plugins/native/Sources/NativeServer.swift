internal import TunnelNativeCalls
internal import TunnelPluginKit
internal import TunnelPluginMCP

/// The MCP server whose tools are the functions of a library: which tool a request wants with which arguments, and how the
/// outcome is told. It calls nothing.
struct NativeServer: Sendable {
  /// What a request leads to.
  enum Step {
    /// There is nothing to call; this is the response.
    case respond([UInt8])
    case call(NativeTool, [NativeValue], ProtocolEra)
  }

  let tools: [NativeTool]
  /// Of the library; see `NativeLibrary`.
  let libraryIdentity: Int
  private let server: ToolServer

  /// Opens the library and looks all functions up.
  init(_ manifest: Manifest) throws(PluginError) {
    let library: NativeLibrary
    do throws(NativeProblem) {
      library = try NativeLibrary(manifest.library)
    } catch {
      throw .configuration("library", "\(error)")
    }
    var tools: [NativeTool] = []
    for (index, function) in manifest.functions.enumerated() {
      do throws(NativeProblem) {
        tools.append(try NativeTool(function, in: library))
      } catch {
        throw .configuration("functions[\(index)]", "\(error)")
      }
    }
    self.tools = tools
    libraryIdentity = library.identity
    server = ToolServer(
      ServerIdentity(name: manifest.serverName, version: "1.0.0", instructions: manifest.instructions)
    ) { list in
      for tool in tools { tool.describe(to: &list) }
    }
  }

  /// `id` is the raw token of the request's id.
  func step(_ message: UnsafeRawBufferPointer, id: UnsafeRawBufferPointer) -> Step {
    var wanted: (tool: NativeTool, arguments: [NativeValue], era: ProtocolEra)?
    let response = server.response(to: id) { () throws(RPCError) in
      let request = RPCRequest(message)
      let era = try ProtocolEra(of: request)
      guard request.method == "tools/call" else { return try server.result(of: request, era) }
      guard let name = request.parameters?["name"]?.string else {
        throw .invalidParameters("params.name must be a string")
      }
      guard let tool = tools.first(where: { $0.manifest.name == name }) else {
        throw .invalidParameters("unknown tool '\(name)'")
      }
      do throws(ArgumentReader.Problem) {
        let arguments = try ArgumentReader.values(request.parameters?["arguments"], for: tool.manifest.parameters)
        wanted = (tool, arguments, era)
        return .empty
      } catch {
        // Not an error of the protocol: a model that reads it can do better (MCP 2025-11-25, tools, error handling).
        let outcome = ToolOutcome.failure("\(name): \(error.message)")
        return .call(era, resultType: "complete") { outcome.write(to: &$0) }
      }
    }
    if let wanted { return .call(wanted.tool, wanted.arguments, wanted.era) }
    return .respond(response)
  }

  func response(_ outcome: ToolOutcome, to id: [UInt8], _ era: ProtocolEra) -> [UInt8] {
    id.withUnsafeBytes { id in
      server.response(to: id) { () throws(RPCError) in
        .call(era, resultType: "complete") { outcome.write(to: &$0) }
      }
    }
  }
}
