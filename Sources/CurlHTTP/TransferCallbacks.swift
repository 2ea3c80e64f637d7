import CCurl

// What libcurl calls of a transfer, by its unretained pointer. At file scope: it calls them on the loop thread, but a C
// function carries no isolation. What they borrow does not leave the call, which is all that `nonisolated(unsafe)` claims.

private func transfer(_ user: UnsafeMutableRawPointer?) -> HTTPTransfer? {
  user.map { Unmanaged<HTTPTransfer>.fromOpaque($0).takeUnretainedValue() }
}

let beforeRequest: tc_prereq_callback = { user, _, _, _, _ in
  guard let transfer = transfer(user) else { return tc_prereq_abort }
  return NetworkLoop.assumeIsolated { transfer.mayIssue() ? tc_prereq_ok : tc_prereq_abort }
}

let receiveHeadLine: tc_data_callback = { data, size, count, user in
  guard let data, let transfer = transfer(user) else { return 0 }
  nonisolated(unsafe) let line = UnsafeRawBufferPointer(start: data, count: size * count)
  return NetworkLoop.assumeIsolated {
    transfer.receive(headLine: line.bindMemory(to: UInt8.self)) ? line.count : 0
  }
}

let receiveBody: tc_data_callback = { data, size, count, user in
  guard let transfer = transfer(user) else { return 0 }
  nonisolated(unsafe) let piece = UnsafeRawBufferPointer(start: data, count: size * count)
  return NetworkLoop.assumeIsolated { transfer.receive(body: piece) }
}

let provideBody: tc_data_callback = { data, size, count, user in
  guard let data, let transfer = transfer(user) else { return tc_readfunc_abort }
  nonisolated(unsafe) let space = UnsafeMutableRawBufferPointer(start: data, count: size * count)
  return NetworkLoop.assumeIsolated { transfer.provide(into: space) }
}
