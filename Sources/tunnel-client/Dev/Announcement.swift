import FoundationEssentials
import Glibc
import LocalControlPlane
import PrivateFiles
import Synchronization

/// What `dev proxy` says once it is ready: the URLs, for a person, as JSON, or in a file.
final class Announcement: Sendable {
  /// What was asked of the MCP server behind a channel, and what it said.
  private struct Probe: Encodable {
    let channel: String
    let ok: Bool
    let status: Int?
    let serverName: String?
    let serverVersion: String?
    let protocolVersion: String?
    let detail: String?

    init(_ probe: TargetProbe) {
      channel = probe.channel
      ok = probe.isMCP
      status = probe.status
      serverName = probe.serverName
      serverVersion = probe.serverVersion
      protocolVersion = probe.protocolVersion
      detail = probe.detail
    }
  }

  private struct Document: Encodable {
    let tunnelID: String
    let mcpURL: String
    let mcpTransport: String
    let mcpUnixSocket: String?
    let mcpURLPath: String?
    let controlPlaneBaseURL: String
    let controlPlaneTransport: String
    let controlPlaneUnixSocket: String?
    let healthURL: String?
    let uiURL: String?
    let backend = "swift-in-memory"
    let probe: [Probe]
  }

  private let tunnelID: String
  private let addresses: LocalControlPlaneAddresses
  private let printsJSON: Bool
  private let file: String?
  /// The operator's base URL, once it is known.
  let healthURL = Mutex<String?>(nil)

  init(tunnelID: String, addresses: LocalControlPlaneAddresses, printsJSON: Bool, file: String?) {
    self.tunnelID = tunnelID
    self.addresses = addresses
    self.printsJSON = printsJSON
    self.file = file
  }

  /// `probes`: What the MCP servers said when they were asked.
  func publish(_ probes: [TargetProbe]) throws(Failure) {
    let json = try document(probes)
    if let file { try write(json, to: file) }
    if printsJSON { return emit(json) }
    var text = "MCP URL: \(addresses.mcpURL)\n"
    if let socket = addresses.unixSocketPath {
      text = "MCP Unix socket: \(socket)\nMCP URL path: /v1/mcp/\(tunnelID)\n"
    }
    if let health = healthURL.withLock(\.self) { text += "UI URL:  \(health)/ui\n" }
    for probe in probes { text += Self.line(probe) }
    emit(text)
  }

  private static func line(_ probe: TargetProbe) -> String {
    let label = "MCP server\(probe.channel == "main" ? "" : " (\(probe.channel))")"
    guard let version = probe.protocolVersion else { return "\(label): \(probe.detail ?? "unknown")\n" }
    let name = probe.serverName.map { name in [name, probe.serverVersion].compactMap(\.self).joined(separator: " ") }
    return "\(label): \(name ?? "it does not say its name") (MCP \(version))\n"
  }

  private func document(_ probes: [TargetProbe]) throws(Failure) -> String {
    let socket = addresses.unixSocketPath
    let health = healthURL.withLock(\.self)
    let document = Document(
      tunnelID: tunnelID, mcpURL: socket == nil ? addresses.mcpURL : "",
      mcpTransport: socket == nil ? "tcp" : "unix",
      mcpUnixSocket: socket, mcpURLPath: socket == nil ? nil : "/v1/mcp/\(tunnelID)",
      controlPlaneBaseURL: addresses.baseURL,
      controlPlaneTransport: addresses.controlSocketPath == nil ? "tcp" : "unix",
      controlPlaneUnixSocket: addresses.controlSocketPath, healthURL: health.map { $0 + "/readyz" },
      uiURL: health.map { $0 + "/ui" }, probe: probes.map(Probe.init))
    return try JSONText.encode(document)
  }

  /// Whole or not at all: readers wait for the file to appear.
  private func write(_ text: String, to path: String) throws(Failure) {
    let temporary = "\(path).\(getpid()).tmp"
    let failure = { Failure(.io, "--url-file: \(path) cannot be written: \(String(cString: strerror(errno)))") }
    guard PrivateFile.canReplace(path) else {
      throw Failure(.io, "--url-file: \(path) is there, and is no regular file", hint: "choose another path")
    }
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure() }
    var text = text
    let written = text.withUTF8 { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    close(descriptor)
    guard written == text.utf8.count, rename(temporary, path) == 0 else {
      unlink(temporary)
      throw failure()
    }
  }

  private func emit(_ text: String) {
    StandardOutput.announce(text)
  }
}
