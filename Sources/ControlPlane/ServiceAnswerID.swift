import CurlHTTP

extension HTTPFields {
  private static let longestID = 128

  /// What the service calls this exchange (`X-Request-Id`, dataplane spec CP-10): its people find it by that. Cut, for
  /// it goes into logs.
  var serviceRequestID: String? { first("x-request-id").map { String($0.prefix(Self.longestID)) } }
}
