import CCurl

/// The transfers that libcurl drives, by their easy handles, and the handles that wait to be used again.
@NetworkLoop
final class TransferTable {
  private nonisolated(unsafe) let multi: UnsafeMutableRawPointer  // immutable; used on the loop only
  private var running: [UnsafeMutableRawPointer: HTTPTransfer] = [:]
  /// Started, or to be ended, while libcurl may be on the stack: it forbids adding and removing handles from
  /// within its callbacks, so both wait for the next turn.
  private var starting: [HTTPTransfer] = []
  private var ending: [HTTPTransfer] = []
  private var idle: [UnsafeMutableRawPointer] = []

  private static let idleLimit = 64

  nonisolated init(multi: UnsafeMutableRawPointer) {
    self.multi = multi
    // Enough for the busiest supported setting (100 outstanding on both sides) to keep every connection.
    _ = tc_multi_set_long(multi, CURLMOPT_MAXCONNECTS, 512)
    _ = tc_multi_set_long(multi, CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX))
  }

  func add(_ transfer: HTTPTransfer) {
    starting.append(transfer)
  }

  func end(_ transfer: HTTPTransfer) {
    ending.append(transfer)
  }

  /// One turn: begins and ends what was asked for, lets libcurl work, reports what is done.
  func drive() {
    var active: CInt = 0
    repeat {
      begin()
      finishCancelled()
      if running.isEmpty { return }
      curl_multi_perform(multi, &active)
      reportDone()
      // What a receiver started in its `done` goes out now, not after the next sleep.
    } while !starting.isEmpty || !ending.isEmpty
  }

  private func begin() {
    while !starting.isEmpty {
      let batch = starting
      starting.removeAll(keepingCapacity: true)
      for transfer in batch where !transfer.isDone {
        guard let easy = idle.popLast() ?? curl_easy_init() else {
          transfer.finish(HTTPFailure(.internal, kind: "unknown", detail: "out of memory"))
          continue
        }
        if let failure = transfer.prepare(easy) {
          recycle(easy)
          transfer.finish(failure)
          continue
        }
        running[easy] = transfer
        curl_multi_add_handle(multi, easy)
      }
    }
  }

  private func finishCancelled() {
    while !ending.isEmpty {
      let batch = ending
      ending.removeAll(keepingCapacity: true)
      for transfer in batch where !transfer.isDone {
        if let easy = transfer.easy, running.removeValue(forKey: easy) != nil {
          curl_multi_remove_handle(multi, easy)
          transfer.release()
          curl_easy_cleanup(easy)
        }
        transfer.finish(.cancelled)
      }
    }
  }

  private func reportDone() {
    var left: CInt = 0
    while let message = curl_multi_info_read(multi, &left) {
      var result = CURLE_OK
      guard let easy = tc_done(message, &result), let transfer = running.removeValue(forKey: easy) else { continue }
      let failure = transfer.failure(for: result)
      let redirect = failure == nil ? transfer.redirect() : nil
      curl_multi_remove_handle(multi, easy)
      transfer.release()
      // A reset does not forget everything: what a failed attempt left behind would fail the next one.
      if result == CURLE_OK { recycle(easy) } else { curl_easy_cleanup(easy) }
      if let redirect {
        transfer.restart(at: redirect)
        starting.append(transfer)
      } else {
        transfer.finish(failure)
      }
    }
  }

  private func recycle(_ easy: UnsafeMutableRawPointer) {
    guard idle.count < Self.idleLimit else { return curl_easy_cleanup(easy) }
    curl_easy_reset(easy)
    idle.append(easy)
  }
}
