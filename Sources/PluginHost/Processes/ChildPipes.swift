import CPipes
import Glibc
import Synchronization

/// The three pipes of a child. Ours are non-blocking; theirs are closed once the child has them.
struct ChildPipes {
  struct Pipe {
    let ours: CInt
    let theirs: CInt
  }

  let input: Pipe
  let output: Pipe
  let errors: Pipe

  init() throws(ChildStartFailure) {
    var made: [CInt] = []
    func pipe(weWrite: Bool) throws(ChildStartFailure) -> Pipe {
      var ends: (CInt, CInt) = (-1, -1)
      guard tunnel_pipe(&ends.0, &ends.1) == 0 else {
        let why = String(cString: strerror(errno))
        for descriptor in made { close(descriptor) }
        throw .system("cannot make a pipe: \(why)")
      }
      made += [ends.0, ends.1]
      let ours = weWrite ? ends.1 : ends.0
      _ = fcntl(ours, F_SETFL, O_NONBLOCK)
      return Pipe(ours: ours, theirs: weWrite ? ends.0 : ends.1)
    }
    input = try pipe(weWrite: true)
    output = try pipe(weWrite: false)
    errors = try pipe(weWrite: false)
  }

  func closeAll() {
    for pipe in [input, output, errors] {
      close(pipe.ours)
      close(pipe.theirs)
    }
  }
}

/// The host's own environment.
package enum HostEnvironment {
  private static let lent = Mutex<[String: String]>([:])

  /// Variables that this process does not have itself, to be handed on as if it had.
  static func lend(_ variables: [String: String]) {
    lent.withLock { $0.merge(variables) { $1 } }
  }

  package static func current() -> [String: String] {
    var result: [String: String] = [:]
    var entry = tunnel_environment()
    while let pointer = entry?.pointee {
      let text = String(cString: pointer)
      if let equals = text.firstIndex(of: "=") {
        result[String(text[..<equals])] = String(text[text.index(after: equals)...])
      }
      entry = entry?.advanced(by: 1)
    }
    return result.merging(lent.withLock(\.self)) { $1 }
  }
}
