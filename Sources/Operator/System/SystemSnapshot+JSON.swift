import HTTPServing

extension SystemSnapshot {
  /// Compact JSON. Facts that do not exist are left out.
  var json: [UInt8] {
    var writer = JSONWriter()
    writer.object { root in
      root.members([
        ("tls", .object([("system_trust", trust.value), ("extra_bundle", bundle?.value ?? .none)])),
        ("proxy_identity_map", proxies.isEmpty ? .none : .list(proxies)),
        ("proxy_health", routes.isEmpty ? .none : .list(routes.map { .object($0.facts) })),
        ("main_channel_probe_status", .text(mainServer?.probe?.rawValue)),
        ("main_channel_probe_error", .text(mainServer?.probeError)),
      ])
    }
    return writer.bytes
  }

  /// Each proxy once, in the order of the ways.
  private var proxies: [HealthValue] {
    var seen: Set<WayOut.Proxy> = []
    return routes.compactMap(\.route.proxy).filter { seen.insert($0).inserted }.map { proxy in
      .object([
        ("proxy_id", .text(proxy.id)), ("proxy_url", .text(proxy.url)), ("proxy_source", .text(proxy.source)),
      ])
    }
  }
}

extension SystemSnapshot.SystemTrust {
  fileprivate var value: HealthValue {
    .object([
      ("enabled", .flag(isEnabled)), ("source", .text(source)), ("source_paths", paths.isEmpty ? .none : .texts(paths)),
      ("fallback_note", .text(note)),
    ])
  }
}

extension SystemSnapshot.Bundle {
  fileprivate var value: HealthValue {
    .object([
      ("path", .text(path)), ("cert_count", .number(certificates.count { $0.problem == nil })),
      ("parse_errors", .number(certificates.count { $0.problem != nil })),
      (
        "certificates",
        .list(
          certificates.map { certificate in
            .object([
              ("cert_id", .text(certificate.id)), ("name", .text(certificate.name)),
              ("subject_cn", .text(certificate.subject)), ("issuer_cn", .text(certificate.issuer)),
              ("not_before", .time(certificate.notBefore)), ("not_after", .time(certificate.notAfter)),
              ("source", .text(path)), ("parse_status", .text(certificate.problem ?? "ok")),
            ])
          })
      ),
    ])
  }
}
