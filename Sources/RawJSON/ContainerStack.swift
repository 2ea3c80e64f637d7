/// One bit for each open container: set for an object. The innermost 64 live in a word, so that ordinary documents
/// allocate nothing.
struct ContainerStack {
  private var word: UInt64 = 0
  private var spilled: [UInt64] = []
  private(set) var count = 0

  var isEmpty: Bool { count == 0 }
  var isInObject: Bool { count > 0 && word & 1 == 1 }
  var isInArray: Bool { count > 0 && word & 1 == 0 }

  mutating func push(object: Bool) {
    if count & 63 == 0, count > 0 {
      spilled.append(word)
      word = 0
    }
    word = word << 1 | (object ? 1 : 0)
    count &+= 1
  }

  mutating func pop() {
    guard count > 0 else { return }
    count &-= 1
    word >>= 1
    if count & 63 == 0, let outer = spilled.popLast() { word = outer }
  }
}
