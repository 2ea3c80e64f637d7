import ControlPlane
import CurlHTTP
import Testing

@testable import TunnelAdmin

@Suite struct AdminAccessTests {
  private func access(_ url: String, path: String = "") throws(AdminFailure) -> AdminAccess {
    try AdminAccess(baseURL: url, urlPath: path, key: "key", identity: ClientIdentity(version: "1"))
  }

  @Test func `A path in the base URL is dropped, that of the setting is not (14.3)`() throws {
    let request = AdminRequest.list(.tenant("t"))
    #expect(
      try access("https://a.example/v1/x?y=z", path: "/gate/way/").url(request)
        == "https://a.example/gate/way/v1/tunnels?tenant_id=t")
    #expect(try access("http://[::1]:81").url(request) == "http://[::1]:81/v1/tunnels?tenant_id=t")
  }

  @Test(arguments: ["http://example.com", "http://10.0.0.1:8080", "http://127.0.0.1.example"])
  func `A key does not cross a network in the clear (W-54, A-151)`(url: String) {
    let error = #expect(throws: AdminFailure.self) { try access(url) }
    #expect(error?.kind == .insecure && error?.code == "insecure_base_url")
  }

  @Test(arguments: ["http://localhost:1", "http://127.0.0.1", "https://example.com"])
  func `To this machine it may, and over TLS`(url: String) throws {
    _ = try access(url)
  }

  @Test func `Who asks is said in the headers (1.9, 14.3)`() throws {
    let headers = try access("https://a").headers(.list(.tenant("t")))
    #expect(headers.first("authorization") == "Bearer key" && headers.first("accept") == "application/json")
    #expect(headers.first("content-type") == nil && headers.first("openai-organization") == nil)
    #expect(headers.first("x-tunnel-client-instance-id")?.count == 32)
    let body = try TunnelDraft(name: "n", description: "d", workspaceIDs: ["w"])
    #expect(try access("https://a").headers(.create(body)).first("content-type") == "application/json")
  }
}
