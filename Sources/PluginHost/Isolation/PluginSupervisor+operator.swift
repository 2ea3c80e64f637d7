import CurlHTTP

// The operator's requests to an isolated plugin: they are kept here, so that they end whatever its process does.
extension PluginSupervisor {
  /// What the plugin gets from now on when it asks for the state of the tunnel.
  func answerStatus(_ source: @escaping OperatorPlugin.Status) {
    tunnelStatus = source
    tellStatus()
  }

  /// The plugin asks for it in the middle of its work and cannot wait, so its process has it beforehand.
  func tellStatus() {
    guard presentPlace != nil, let document = tunnelStatus?() else { return }
    _ = send(.tunnelStatus(document))
  }

  /// Asks the plugin. A cancelled task takes the request back.
  func ask(_ call: OperatorCall) async -> OperatorAnswer {
    await operatorRequests.ask { handle in
      start(call, as: handle)
    } takeBack: { [weak self] handle, failure in
      self?.takeBack(handle, as: failure)
    }
  }

  private func start(_ call: OperatorCall, as handle: UInt64) -> OperatorAnswer.Failure? {
    guard !isClosing else { return .closed }
    guard isUp else { return .down(downReason) }
    guard let place = presentPlace else { return .down("its present build adds nothing to the operator's server") }
    // It was let pass by what the process before has declared.
    guard call.isControl || !place.isControl(call.path) else { return .down("another build has just taken over") }
    tellStatus()
    return send(.ask(handle, call)) ? nil : .down("its process does not take its input")
  }

  private func takeBack(_ handle: UInt64, as failure: OperatorAnswer.Failure) {
    guard withdraw(handle, as: failure) else { return }
    _ = send(.takeBack(handle))
  }

  private func withdraw(_ handle: UInt64, as failure: OperatorAnswer.Failure) -> Bool {
    guard operatorRequests.withdraw(handle, as: failure) else { return false }
    operatorRequests.settleWithdrawal(of: handle)
    return true
  }

  /// Nobody is to wait any more.
  func takeBackRequests() {
    for handle in operatorRequests.handles { takeBack(handle, as: .closed) }
  }

  /// The process is gone, and what it had with it.
  func loseRequests(because reason: String) {
    for handle in operatorRequests.handles { _ = withdraw(handle, as: .lost(reason)) }
  }

  /// A word about a request that is over here has crossed with our own. What the plugin did wrong its own process has
  /// judged; what no plugin's process would say is the end of this one.
  func take(_ word: OperatorWord, of handle: UInt64) throws(WireError) {
    guard presentPlace != nil else { throw .badValue("order") }
    let outcome =
      switch word {
      case .body(let status, let type, let bytes):
        operatorRequests.respond(handle, .body(status: status, type: type, bytes))
      case .failed(let failure): operatorRequests.respond(handle, .failed(failure))
      case .began: begin(handle)
      case .event(let event): operatorRequests.event(handle, event)
      case .ended: operatorRequests.end(handle)
      }
    switch (outcome, word) {
    case (.full, .began): _ = send(.takeBack(handle))
    // Its window is smaller than what may wait here.
    case (.full, _), (.stale(.eventBeforeBegin), _): throw .badValue("order")
    case (.accepted, _), (.stale, _): break
    }
  }

  private func begin(_ handle: UInt64) -> OperatorRequests.Outcome {
    operatorRequests.beginStream(handle) { [weak self] size in
      NetworkLoop.execute { _ = self?.send(.taken(handle, size)) }
    } _: { queue in
      OperatorStream(queue) { [weak self] in self?.takeBack(handle, as: .closed) }
    }
  }
}
