import Testing

@testable import tunnel_client

@Suite struct DaemonAddressTests {
  @Test(arguments: [
    "http://127.0.0.1:8080", " http://127.0.0.1:8080/\n", "http://127.0.0.1:8080/readyz",
    "http://127.0.0.1:8080/healthz", "http://127.0.0.1:8080/readyz/",
  ])
  func `All ways to write a base URL are one (operator 9.2, A-083)`(text: String) throws {
    let address = try DaemonAddress(text)
    #expect(address.baseURL == "http://127.0.0.1:8080")
    #expect(address.requestURL == "http://127.0.0.1:8080")
    #expect(address.unixSocket == nil)
  }

  @Test func `A socket's path is in its URL`() throws {
    let address = try DaemonAddress("http+unix://L3J1bi90Yy5zb2Nr/readyz")
    #expect(address.unixSocket == "/run/tc.sock")
    #expect(address.baseURL == "http+unix://L3J1bi90Yy5zb2Nr")
  }

  @Test(arguments: ["", "127.0.0.1:8080", "ftp://x", "http://", "http+unix://!!", "http+unix://cnVu"])
  func `Anything else is refused`(text: String) {
    #expect(throws: DaemonAddress.Objection.self) { try DaemonAddress(text) }
  }

  @Test func `A password in a URL is refused and not repeated`() {
    #expect { try DaemonAddress("http://me:hunter2@localhost:1") } throws: { !"\($0)".contains("hunter2") }
  }
}
