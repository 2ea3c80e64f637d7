import CCurl

/// What a single request gets.
struct ResolvedRoute: Sendable {
  var proxy: HTTPProxy?
  /// Nil: wherever libcurl was built to look.
  var rootsPath: String?
  var certificate: HTTPClientCertificate?

  @NetworkLoop
  func apply(to options: inout EasyOptions) {
    // Always said: libcurl would otherwise look at the environment by rules of its own.
    options.set(CURLOPT_PROXY, proxy?.url ?? "")
    options.set(CURLOPT_NOPROXY, "")
    if let rootsPath {
      options.set(CURLOPT_CAINFO, rootsPath)
      options.set(CURLOPT_PROXY_CAINFO, rootsPath)
      // libcurl remembers the parsed roots only when there is no folder beside the file.
      options.set(CURLOPT_CAPATH, nil as UnsafeMutableRawPointer?)
      options.set(CURLOPT_PROXY_CAPATH, nil as UnsafeMutableRawPointer?)
    }
    if let certificate {
      options.set(CURLOPT_SSLCERTTYPE, "PEM")
      options.set(CURLOPT_SSLKEYTYPE, "PEM")
      // By content: a renewed certificate under the same path is another one, also to libcurl's connection pool.
      options.set(CURLOPT_SSLCERT_BLOB, copying: certificate.certificate)
      options.set(CURLOPT_SSLKEY_BLOB, copying: certificate.key)
    }
  }
}
