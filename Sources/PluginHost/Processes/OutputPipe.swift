import CPipes
import Glibc

/// A pipe for what a child says: the reading end is ours and does not block, the writing end is the child's.
package struct OutputPipe {
  package let reading: CInt
  package let writing: CInt

  /// Nil, with errno, when there are no descriptors left.
  package init?() {
    var ends: (CInt, CInt) = (-1, -1)
    guard tunnel_pipe(&ends.0, &ends.1) == 0 else { return nil }
    _ = fcntl(ends.0, F_SETFL, O_NONBLOCK)
    (reading, writing) = ends
  }

  package func close() {
    Glibc.close(reading)
    Glibc.close(writing)
  }
}
