import FoundationEssentials
import Glibc
import LocalControlPlane
import Synchronization

/// What `dev proxy` says once it is ready: the URLs, for a person, as JSON, or in a file.
final class Announcement: Sendable {
  private struct Document: Encodable {
    let tunnel_id: String
    let mcp_url: String
    let mcp_transport: String
    let mcp_unix_socket: String?
    let mcp_url_path: String?
    let control_plane_base_url: String
    let control_plane_transport: String
    let health_url: String?
    let ui_url: String?
    let backend = "swift-in-memory"
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

  func publish() throws(Failure) {
    let json = try document()
    if let file { try write(json, to: file) }
    if printsJSON { return emit(json) }
    var text = "MCP URL: \(addresses.mcpURL)\n"
    if let socket = addresses.unixSocketPath {
      text = "MCP Unix socket: \(socket)\nMCP URL path: /v1/mcp/\(tunnelID)\n"
    }
    if let health = healthURL.withLock(\.self) { text += "UI URL:  \(health)/ui\n" }
    emit(text)
  }

  private func document() throws(Failure) -> String {
    let socket = addresses.unixSocketPath
    let health = healthURL.withLock(\.self)
    let document = Document(
      tunnel_id: tunnelID, mcp_url: socket == nil ? addresses.mcpURL : "", mcp_transport: socket == nil ? "tcp" : "unix",
      mcp_unix_socket: socket, mcp_url_path: socket == nil ? nil : "/v1/mcp/\(tunnelID)",
      control_plane_base_url: addresses.baseURL, control_plane_transport: socket == nil ? "tcp" : "unix",
      health_url: health.map { $0 + "/readyz" }, ui_url: health.map { $0 + "/ui" })
    return try JSONText.encode(document)
  }

  /// Whole or not at all: readers wait for the file to appear.
  private func write(_ text: String, to path: String) throws(Failure) {
    let temporary = "\(path).\(getpid()).tmp"
    let failure = { Failure("--url-file: \(path) cannot be written: \(String(cString: strerror(errno)))") }
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
    StandardOutput.write(text)
  }
}
