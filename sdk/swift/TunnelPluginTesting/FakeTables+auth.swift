internal import CTunnelPlugin
internal import TunnelPluginKit

// What an auth provider answers.

extension FakeHost {
  fileprivate func answer(_ handle: UInt64, _ answer: CredentialAnswer) -> PluginStatus {
    guard credentialRequests.remove(handle) != nil else {
      faults.append("an answer to the dead credential request \(handle)")
      return .stale
    }
    credentialAnswers[handle] = answer
    return .ok
  }
}

extension tunnel_host_auth {
  static var fake: tunnel_host_auth {
    var table = tunnel_host_auth()
    table.size = UInt32(MemoryLayout<tunnel_host_auth>.size)
    table.supplied = { host, handle, credential in
      guard let credential = credential?.pointee else { return PluginStatus.invalid.rawValue }
      let fields = FakeTables.fields(credential.headers).map { "\($0.name): \($0.value)" }
      return FakeHost.of(host).answer(
        handle, .supplied(headers: fields, secret: FakeTables.text(credential.secret), expiry: credential.expires_ns)
      ).rawValue
    }
    table.failed = { host, handle, code, message in
      FakeHost.of(host).answer(
        handle, .failed(CredentialSupply.Failure(rawValue: code) ?? .internal, FakeTables.text(message))
      ).rawValue
    }
    table.closed = { host in
      FakeHost.of(host).events.append(.closed)
      return PluginStatus.ok.rawValue
    }
    return table
  }
}
