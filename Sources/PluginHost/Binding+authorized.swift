import CurlHTTP

// Calls and probes of a binding with an auth provider.
extension Binding {
  func startAuthorized(_ call: Call, _ receiver: any ExchangeReceiver) -> Exchange? {
    authorize(
      .mcpCall, deadline: call.deadline, receiver: receiver, isApplied: { $0.added(to: call.headers) != nil },
      start: { [unowned self] credential, receiver in
        var call = call
        if let headers = credential?.added(to: call.headers) { call.headers = headers }
        return begin(call, receiver: receiver)?.handle
      })
  }

  func probeAuthorized(_ receiver: any ExchangeReceiver) -> Exchange? {
    authorize(
      .mcpDiscovery, deadline: nil, receiver: receiver, isApplied: { !$0.headers.isEmpty },
      start: { [unowned self] credential, receiver in
        beginProbe(receiver, with: credential?.headers ?? HTTPFields())?.handle
      })
  }

  private func authorize(
    _ purpose: CredentialQuery.Purpose, deadline: ContinuousClock.Instant?, receiver: any ExchangeReceiver,
    isApplied: @escaping @NetworkLoop (Credential) -> Bool, start: @escaping AuthorizedCall.Start
  ) -> Exchange? {
    guard let auth, !isClosing else { return nil }
    lastAuthorized += 1
    let number = lastAuthorized
    let call = AuthorizedCall(
      auth, CredentialQuery(purpose, target: authTarget), deadline: deadline, receiver: receiver,
      isApplied: isApplied, start: start, whenOver: { [weak self] in self?.authorized[number] = nil })
    authorized[number] = call
    return call.begin() ? Exchange(handle: number, isAuthorized: true) : nil
  }
}
