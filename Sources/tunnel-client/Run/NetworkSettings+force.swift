import Configuration
import CurlHTTP
import TunnelRuntime

extension NetworkSettings {
  /// From now on every request takes the ways that these settings describe.
  func putInForce(controlPlaneURL: String) async throws(Failure) {
    do throws(RootCertificatesFailure) {
      let table = try HTTPRouteTable(self, controlPlaneURL: controlPlaneURL)
      await HTTPRoutes.shared.replace(with: table)
    } catch {
      throw Failure("--ca-bundle: \(error)")
    }
  }
}
