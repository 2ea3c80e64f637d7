import Testing

@testable import Configuration

/// Proxies, trust and certificates (dataplane spec TL-01 to TL-03, GEN-06; operator spec 3.7 to 3.9).
@Suite struct NetworkReaderTests {
  private let certificate = TextFile("-----BEGIN CERTIFICATE-----\nMII=\n-----END CERTIFICATE-----\n", mode: 0o644)
  private let key = TextFile("-----BEGIN PRIVATE KEY-----\nMII=\n-----END PRIVATE KEY-----\n")

  private func network(_ flags: [SettingKey: [String]], _ environment: [String: String] = [:]) throws -> NetworkSettings
  {
    try Given.complete(flags, environment).read().network
  }

  @Test("The nearest proxy counts: binding, side, all (TL-03)")
  func precedence() throws {
    let own = "url=https://b.example/mcp,channel=b,http-proxy=http://own:4"
    var flags: [SettingKey: [String]] = [.serverURL: ["https://a.example/mcp", own], .httpProxy: ["http://all:1"]]
    var read = try network(flags)
    #expect(read.controlPlaneProxy?.url == "http://all:1")
    #expect(read.bindings["main"]?.proxy?.url == "http://all:1")
    flags[.controlPlaneProxy] = ["http://cp:2"]
    flags[.mcpProxy] = ["http://mcp:3"]
    read = try network(flags)
    #expect(read.controlPlaneProxy == .init(url: "http://cp:2", source: "--control-plane.http-proxy"))
    #expect(read.bindings["main"]?.proxy?.url == "http://mcp:3")
    #expect(read.bindings["b"]?.proxy?.url == "http://own:4")
  }

  @Test("A proxy may be the name of a variable (3.9)")
  func reference() throws {
    let read = try network([.mcpProxy: ["env:CORP_PROXY"]], ["CORP_PROXY": "HTTP://u:p%40w@proxy:1"])
    #expect(read.bindings["main"]?.proxy == .init(url: "HTTP://u:p%40w@proxy:1", source: "env:CORP_PROXY"))
    // As written, decoded, as Proxy-Authorization carries it, and the password alone.
    #expect(Set(read.secrets) == ["u:p%40w", "u:p@w", "dTpwQHc=", "p@w"])
    #expect(
      Given.complete([.mcpProxy: ["env:NO"]]).problems == [
        "--mcp.http-proxy: the variable NO is not set; export NO=http://proxy:3128"
      ])
  }

  @Test(arguments: ["proxy:3128", "socks5://p:1", "http://", "http://u:secret@", "http://a b", "ftp://u:secret@p"])
  func whatIsNoProxyURLIsRefusedWithoutBeingShown(text: String) {
    let problems = Given.complete([.httpProxy: [text]]).problems
    #expect(problems.first?.hasPrefix("--http-proxy: not an http:// or https:// proxy URL") == true)
    #expect(problems.contains { $0.contains("secret") } == false)
  }

  @Test("A CA bundle needs at least one certificate (TL-01)")
  func bundle() throws {
    #expect(try network([.caBundle: [certificate.path]]).caBundle?.isEmpty == false)
    #expect(try network([.caBundle: ["file:\(certificate.path)"]]).caBundle != nil)
    #expect(try network([.caBundle: ["env:BUNDLE"]], ["BUNDLE": certificate.path]).caBundle != nil)
    #expect(Given.complete([.caBundle: [key.path]]).problems.first?.contains("holds no certificate") == true)
    #expect(Given.complete([.caBundle: ["/no/such"]]).problems.first?.contains("No such file") == true)
  }

  @Test("A certificate and its key come together (TL-02)")
  func pairs() throws {
    let read = try network([.controlPlaneCert: [certificate.path], .controlPlaneKey: [key.path]])
    #expect(read.controlPlaneCertificate != nil)
    #expect(read.bindings["main"]?.certificate == nil)
    for (alone, missing) in [
      (SettingKey.controlPlaneCert, "--control-plane.client-key"), (.controlPlaneKey, "--control-plane.client-cert"),
      (.mcpCert, "--mcp.client-key"), (.mcpKey, "--mcp.client-cert"),
    ] {
      let path = alone.name.hasSuffix("cert") ? certificate.path : key.path
      #expect(Given.complete([alone: [path]]).problems.first?.contains("give \(missing) too") == true)
    }
    #expect(
      Given.complete([.controlPlaneCert: [certificate.path], .controlPlaneKey: [certificate.path]]).problems.first?
        .contains("holds no private key") == true)
  }

  @Test func anEncryptedKeyIsRefused() {
    let encrypted = TextFile("-----BEGIN ENCRYPTED PRIVATE KEY-----\nMII=\n-----END ENCRYPTED PRIVATE KEY-----\n")
    let flags: [SettingKey: [String]] = [.mcpCert: [certificate.path], .mcpKey: [encrypted.path]]
    #expect(Given.complete(flags).problems.first?.contains("encrypted") == true)
  }

  @Test("The host that asks for certificates is the default with one (GEN-06)")
  func mutualHost() throws {
    let pair: [SettingKey: [String]] = [.controlPlaneCert: [certificate.path], .controlPlaneKey: [key.path]]
    let url = { (base: [String]) in
      try Given.complete(pair.merging(base.isEmpty ? [:] : [.baseURL: base]) { $1 }).read().controlPlane.baseURL
    }
    #expect(try url([]) == "https://mtls.api.openai.com")
    #expect(try url(["https://api.openai.com//"]) == "https://mtls.api.openai.com")
    #expect(try url(["https://cp.example"]) == "https://cp.example")
    #expect(try Given.complete([:]).read().controlPlane.baseURL == "https://api.openai.com")
  }

  @Test("A binding's own certificate counts before the default one, for its own server (TL-02)")
  func bindingCertificate() throws {
    let other = TextFile("-----BEGIN CERTIFICATE-----\nother\n-----END CERTIFICATE-----\n")
    let entry = "url=https://b.example/mcp,channel=b,client-cert=\(other.path),client-key=\(key.path)"
    let read = try network([
      .serverURL: ["https://a.example/mcp", entry], .mcpCert: [certificate.path], .mcpKey: [key.path],
    ])
    let (main, own) = (read.bindings["main"], read.bindings["b"])
    #expect(main?.serverURL == "https://a.example/mcp")
    #expect(own?.serverURL == "https://b.example/mcp")
    #expect(main?.certificate != nil && own?.certificate != nil && main?.certificate != own?.certificate)
  }

  @Test("A certificate for MCP needs a server over HTTP (TL-02)")
  func noServer() {
    let flags: [SettingKey: [String]] = [
      .serverURL: [], .command: ["server"], .mcpCert: [certificate.path], .mcpKey: [key.path],
    ]
    #expect(Given.complete(flags).problems.first?.contains("no MCP server over HTTP") == true)
  }

  @Test func aSocketAndAProxyExcludeEachOther() {
    let entry = "url=http://x/mcp,unix-socket=/s,http-proxy=http://p:1"
    #expect(Given.complete([.serverURL: [entry]]).problems.first?.contains("exclude each other") == true)
  }
}
