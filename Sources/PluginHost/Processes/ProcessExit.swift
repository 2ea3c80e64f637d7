package import CurlHTTP

/// Waits for a process to end, by its pidfd (Linux 5.3), without reaping it.
@NetworkLoop
package enum ProcessExit {
  package static func wait(for descriptor: CInt) async {
    await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
      var watch: FileWatch?
      watch = NetworkLoop.watch(descriptor) { _ in
        watch?.end()
        watch = nil
        continuation.resume()
      }
      watch?.wantsRead = true
    }
  }
}
