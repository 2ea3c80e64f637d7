import Testing

@testable import Trust

struct CertificateBundleTests {
  /// `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -subj "/O=Acme/CN=Acme Räuber CA" -days 3650`
  private static let certificate = """
    -----BEGIN CERTIFICATE-----
    MIIBpjCCAU2gAwIBAgIUa33Rf4Cj3G7nxilEQLMkaFv+7TcwCgYIKoZIzj0EAwIw
    KTENMAsGA1UECgwEQWNtZTEYMBYGA1UEAwwPQWNtZSBSw6R1YmVyIENBMB4XDTI2
    MTEyNDEwMzUzNFoXDTM2MTEyMTEwMzUzNFowKTENMAsGA1UECgwEQWNtZTEYMBYG
    A1UEAwwPQWNtZSBSw6R1YmVyIENBMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE
    pOyK4W2YSEI5T5WdpK4SchTYn8nRRZ7iWFI1RyS9i1RzPkGG7e77Rx5bWIanTq6w
    HHYIhXKXs0KLCPPPGA4QuqNTMFEwHQYDVR0OBBYEFOgorfVcOoft7AB0KRka7dz2
    2+qsMB8GA1UdIwQYMBaAFOgorfVcOoft7AB0KRka7dz22+qsMA8GA1UdEwEB/wQF
    MAMBAf8wCgYIKoZIzj0EAwIDRwAwRAIgEz+JrJ4ofw3QRPlZDQMXCCOnQaV+KtzI
    AEQMuCXT4mkCIAv8t2XKgEHCV++iggdw60FkdbreLmUyHMMs6ZN1rDgu
    -----END CERTIFICATE-----
    """

  @Test func `A certificate says whose it is and how long it counts`() throws {
    let facts = try #require(CertificateBundle.read(Array(Self.certificate.utf8)).first)
    #expect(facts.problem == nil)
    #expect(facts.subject == "Acme Räuber CA")
    #expect(facts.issuer == "Acme Räuber CA")
    #expect(facts.name?.hasPrefix("/O=Acme/CN=") == true)
    #expect(facts.id == "80499c8d625078a2b6c38b7eb88d3261774decdff4118a4c130a635bd76d488d")
    let (from, to) = (try #require(facts.notBefore), try #require(facts.notAfter))
    #expect(to - from == 3650 * 86_400)
  }

  @Test func `What cannot be read is told and hides nothing behind it`() {
    let broken = "noise\n-----BEGIN CERTIFICATE-----\nbm8=\n-----END CERTIFICATE-----\n"
    let facts = CertificateBundle.read(Array((broken + Self.certificate + "\n-----BEGIN CERTIFICATE-----\ncut").utf8))
    #expect(facts.map { $0.problem == nil } == [false, true, false])
    #expect(CertificateBundle.read([]).isEmpty)
  }

  @Test func `So many certificates are read and no more`() {
    let block = "-----BEGIN CERTIFICATE-----\nbm8=\n-----END CERTIFICATE-----\n"
    let text = String(repeating: block, count: CertificateBundle.limit + 3)
    #expect(CertificateBundle.read(Array(text.utf8)).count == CertificateBundle.limit)
  }
}
