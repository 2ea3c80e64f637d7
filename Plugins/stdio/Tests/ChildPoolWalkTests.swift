import Testing
import TunnelPluginKit

@testable import StdioTransport

@Suite struct ChildPoolWalkTests {
  @Test("Whatever happens in whatever order: each call is sent, failed or waiting, and bounds hold", arguments: 0..<40)
  func randomWalk(seed: Int) {
    var random = SmallRandom(seed: UInt64(seed))
    let size = 1 + seed % 4
    let bound = seed % 3
    var pool = ChildPool(size: size, maxInFlight: bound)
    var up = Set<Int>()
    var greeting = Set<Int>()
    var sent: [ExchangeID: Int] = [:]
    var open = Set<ExchangeID>()
    var failed = Set<ExchangeID>()
    var generations: [UInt64] = []
    func perform(_ steps: [ChildPool.Step]) {
      for step in steps {
        switch step {
        case .up(let generation): generations.append(generation)
        case .down: #expect(up.isEmpty)
        case .greet(let child):
          #expect(up.contains(child) && !greeting.contains(child))
          greeting.insert(child)
        case .send(let call, let child):
          #expect(up.contains(child) && !greeting.contains(child) && open.contains(call) && sent[call] == nil)
          sent[call] = child
        case .fail(let call):
          #expect(up.isEmpty && open.contains(call))
          open.remove(call)
          failed.insert(call)
        }
      }
      if bound > 0 { for child in 0..<size { #expect(sent.values.count { $0 == child } <= bound) } }
      #expect(pool.waitingCount == open.count - sent.count)
    }
    var next: UInt64 = 1
    for _ in 0..<400 {
      let child = random.below(size)
      switch random.below(8) {
      case 0:
        if up.insert(child).inserted { perform(pool.started(child)) }
      case 1:
        guard up.remove(child) != nil else { continue }
        greeting.remove(child)
        for (call, owner) in sent where owner == child {
          sent[call] = nil
          open.remove(call)
        }
        perform(pool.ended(child))
      case 2:
        if greeting.remove(child) != nil { perform(pool.greeted(child)) }
      case 3, 4:
        guard let call = sent.keys.min(by: { $0.rawValue < $1.rawValue }) else { continue }
        let steps = random.below(2) == 0 ? pool.accepted(call) : []
        perform(steps)
        sent[call] = nil
        open.remove(call)
        perform(pool.finished(call))
      default:
        let call = ExchangeID(rawValue: next)
        next += 1
        open.insert(call)
        perform(pool.place(call, [.cheap, .heavy, .initialize][random.below(3)]))
      }
    }
    #expect(generations == Array(1...UInt64(max(generations.count, 1))).prefix(generations.count).map { $0 })
  }
}
