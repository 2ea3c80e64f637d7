internal import TunnelPluginKit

// Chats and their turns.

extension RequestDesk {
  func startThread(_ reply: OperatorReply, _ request: SessionRequest) {
    withServer(reply) { [weak self] server in
      server.call("thread/start", request.threadParameters) { result in
        guard let self else { return }
        switch result {
        case .failure(let failure): self.refuse(reply, failure)
        case .success(let answer):
          guard let id = answer["thread"]?["id"]?.string else {
            return self.refuse(reply, .refused("codex answered without a thread"))
          }
          self.bridge.state.update(id) { $0.merge(answer) }
          self.inject(request.injectsContext, into: id, of: server) { problem in
            self.answer(reply) { object in
              object.member("thread_id", id)
              self.bridge.state.thread(id)?.writeFacts(to: &object)
              object.optional("thread_preview", self.bridge.state.thread(id)?.preview)
              object.optional("context_error", problem)
            }
          }
        }
      }
    }
  }

  func startTurn(_ reply: OperatorReply, _ request: SessionRequest) {
    guard let prompt = request.prompt else {
      return refuse(reply, 400, "bad_request", "prompt: is missing or blank")
    }
    guard let id = request.threadID ?? bridge.state.thread(nil)?.id else {
      return refuse(reply, 400, "no_thread", "there is no chat yet; start one with thread/start")
    }
    withServer(reply) { [weak self] server in
      guard let self else { return }
      inject(request.injectsContext, into: id, of: server) { problem in
        self.bridge.feed.append(CodexEvent(prompt: prompt, threadID: id))
        server.call("turn/start", request.turnParameters(thread: id, prompt: prompt)) { result in
          switch result {
          case .failure(let failure): self.refuse(reply, failure)
          case .success(let answer):
            guard let turn = CodexTurn(answer["turn"], threadID: id, at: WallClock.now()) else {
              return self.refuse(reply, .refused("codex answered without a turn"))
            }
            self.bridge.state.update(id) { thread in
              // Its notifications may have come first, and know more.
              if thread.turn?.id != turn.id { thread.turn = turn }
            }
            self.answer(reply) { object in
              object.member("turn_id", turn.id)
              object.member("thread_id", id)
              object.optional("status", turn.status)
              object.optional("context_error", problem)
            }
          }
        }
      }
    }
  }

  func interrupt(_ reply: OperatorReply, _ request: OperatorRequest) {
    let body = JSONSlice(request.body)
    let thread = bridge.state.thread(body["thread_id"]?.string)
    guard let id = body["thread_id"]?.string ?? thread?.id, let turn = body["turn_id"]?.string ?? thread?.turn?.id
    else { return refuse(reply, 400, "no_turn", "no turn is under way") }
    withServer(reply) { [weak self] server in
      var writer = JSONWriter()
      writer.object { object in
        object.member("threadId", id)
        object.member("turnId", turn)
      }
      server.call("turn/interrupt", writer.bytes) { result in
        guard let self else { return }
        if case .failure(let failure) = result { return self.refuse(reply, failure) }
        self.answer(reply) { $0.member("status", "interrupt_requested") }
      }
    }
  }

  /// A chat without the context is better than none: what went wrong is told beside the answer.
  private func inject(
    _ isWanted: Bool, into thread: String, of server: AppServer, then done: @escaping (String?) -> Void
  ) {
    guard isWanted else { return done(nil) }
    let text = TunnelContext.text(host.tunnelStatus(), mark: TunnelContext.mark())
    server.call("thread/inject_items", SessionRequest.contextParameters(thread: thread, text: text)) { result in
      if case .failure(let failure) = result { done(failure.message) } else { done(nil) }
    }
  }
}
