import Configuration
import CurlHTTP
import OAuthDiscovery
import PluginHost
import RawJSON

extension DiscoveryTarget {
  /// The server behind a binding; nil when it has no URL. Every transport that has one may carry `unix_socket`, `headers`
  /// and `discovery_headers` in its configuration.
  init?(_ binding: BindingSetting, trustedOrigins: [String], userAgent: String) {
    guard let url = binding.network.serverURL else { return nil }
    let facts = Array(binding.configuration.utf8).withUnsafeBytes(Facts.init)
    self.init(
      serverURL: url, unixSocket: facts.unixSocket, headers: facts.headers, userAgent: userAgent,
      route: .binding(binding.channel), trustedOrigins: trustedOrigins.compactMap { URLOrigin($0) })
  }

  private struct Facts {
    var unixSocket: String?
    /// Those for discovery over those for every request (dataplane HD-05).
    var headers = HTTPFields()

    init(_ bytes: UnsafeRawBufferPointer) {
      unixSocket = string(at: "/unix_socket", in: bytes)
      let own = Self.fields("/discovery_headers", in: bytes)
      let everywhere = Self.fields("/headers", in: bytes).filter { field in
        !own.contains { $0.name.lowercased() == field.name.lowercased() }
      }
      for field in everywhere + own { headers.append(field.name, field.value) }
    }

    private static func fields(
      _ pointer: String, in bytes: UnsafeRawBufferPointer
    ) -> [(name: String, value: String)] {
      var fields: [(String, String)] = []
      do throws(JSONError) {
        guard let range = try find(pointer: pointer, in: bytes) else { return [] }
        var cursor = JSONCursor(UnsafeRawBufferPointer(rebasing: bytes[range]))
        try cursor.beginObject()
        while let key = try cursor.nextMember() {
          if try cursor.peekKind() == .string {
            fields.append((key.decoded, try cursor.readString().decoded))
          } else {
            _ = try cursor.skipValue()
          }
        }
      } catch {
        return fields
      }
      return fields
    }
  }
}
