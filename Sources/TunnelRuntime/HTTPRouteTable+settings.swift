public import Configuration
import ControlPlane
public import CurlHTTP
import PluginHost

extension HTTPRouteTable {
  /// The ways out that settings describe, to be put in force with ``HTTPRoutes/replace(with:)``.
  ///
  /// - Parameters:
  ///   - network: What was configured.
  ///   - controlPlaneURL: The only origin that sees the control plane's client certificate.
  /// - Throws: when the roots cannot be put together.
  public init(_ network: NetworkSettings, controlPlaneURL: String) throws(RootCertificatesFailure) {
    self.init()
    if let bundle = network.caBundle { roots = try RootCertificates(adding: bundle) }
    routes[.controlPlane] = HTTPRoute(
      proxy: network.controlPlaneProxy.map(HTTPProxy.init),
      certificate: network.controlPlaneCertificate.flatMap { HTTPClientCertificate($0, for: controlPlaneURL) })
    // Its targets are many, so none of them is shown a certificate (dataplane spec HC-03).
    routes[.binding(HarpoonSettings.channel)] = HTTPRoute(proxy: network.harpoonProxy.map(HTTPProxy.init))
    for (channel, binding) in network.bindings {
      routes[.binding(channel)] = HTTPRoute(
        proxy: binding.proxy.map(HTTPProxy.init),
        certificate: binding.certificate.flatMap { certificate in
          binding.serverURL.flatMap { HTTPClientCertificate(certificate, for: $0) }
        })
    }
  }
}

extension HTTPProxy {
  fileprivate init(_ setting: NetworkSettings.Proxy) {
    self.init(url: setting.url, source: setting.source)
  }
}

extension HTTPClientCertificate {
  fileprivate init?(_ setting: NetworkSettings.Certificate, for url: String) {
    guard let origin = URLOrigin(url) else { return nil }
    self.init(origin: origin, certificate: setting.certificate, key: setting.key)
  }
}
