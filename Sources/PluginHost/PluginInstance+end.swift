import CTunnelPlugin
import CurlHTTP
import Synchronization

extension PluginInstance {
  /// Asks the plugin to let go, and frees the instance once it says that it has. Returns within `limit` whatever the
  /// plugin does; children that are still there are then killed.
  func end(within limit: Duration, close: @escaping @NetworkLoop () -> Void) async {
    context.limitClosing(to: limit)
    let closed = await withCheckedContinuation { (continuation: CheckedContinuation<Bool, Never>) in
      let timer = NetworkLoop.schedule(after: limit) { continuation.resume(returning: false) }
      context.whenClosed {
        guard timer.isPending else { return }
        timer.cancel()
        continuation.resume(returning: true)
      }
      close()
    }
    if closed { return destroy() }
    // An instance that still works is not pulled from under its own threads.
    context.report(.neverClosed)
    for child in context.processes.withLock({ $0.live.map(\.value) }) { child.kill() }
  }
}
