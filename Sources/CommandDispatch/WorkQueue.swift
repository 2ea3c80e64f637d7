/// Admitted commands that wait for a worker, one line for each channel (dataplane spec section 6, W-13: a slow channel
/// holds up only itself). Pure.
struct WorkQueue<Item> {
  private struct Line {
    var waiting: [Item] = []
    var next = 0
    var active = 0
  }

  private var lines: [String: Line] = [:]
  /// How many may wait, over all channels.
  let capacity: Int
  /// How many may be worked on at once, in each channel.
  let workersPerChannel: Int
  private(set) var waiting = 0
  private(set) var active = 0

  init(capacity: Int, workersPerChannel: Int) {
    self.capacity = capacity
    self.workersPerChannel = workersPerChannel
  }

  /// How many commands may still be asked for.
  var room: Int { max(0, capacity - waiting) }
  var isIdle: Bool { waiting == 0 && active == 0 }

  /// Also takes what is over the capacity: a command that was handed out must not be lost (PL-03).
  mutating func enqueue(_ item: Item, channel: String) {
    lines[channel, default: Line()].waiting.append(item)
    waiting += 1
  }

  /// The next command of a channel that has a worker free; it counts as active from now on.
  mutating func dequeue(channel: String) -> Item? {
    guard var line = lines[channel], line.next < line.waiting.count, line.active < workersPerChannel else { return nil }
    lines[channel] = nil
    defer { lines[channel] = line }
    let item = line.waiting[line.next]
    line.next += 1
    line.active += 1
    if line.next == line.waiting.count || line.next > 512 {
      line.waiting.removeFirst(line.next)
      line.next = 0
    }
    waiting -= 1
    active += 1
    return item
  }

  /// A worker of the channel is free again.
  mutating func complete(channel: String) {
    lines[channel]?.active -= 1
    active -= 1
  }

  /// Takes out everything that waits.
  mutating func removeAllWaiting() -> [Item] {
    var items: [Item] = []
    for channel in lines.keys.sorted() {
      guard var line = lines[channel] else { continue }
      items += line.waiting[line.next...]
      line.waiting.removeAll()
      line.next = 0
      lines[channel] = line
    }
    waiting = 0
    return items
  }
}
