/// The last samples of a series. It grows up to its capacity and then stays. Pure.
struct SampleRing<Sample: Sendable>: Sendable {
  private let capacity: Int
  private var samples: [Sample] = []
  private var oldest = 0

  init(capacity: Int) {
    self.capacity = capacity
  }

  var count: Int { samples.count }

  mutating func append(_ sample: Sample) {
    if samples.count < capacity {
      samples.append(sample)
    } else {
      samples[oldest] = sample
      oldest = (oldest + 1) % capacity
    }
  }

  /// The oldest first.
  var ordered: [Sample] { Array(samples[oldest...] + samples[..<oldest]) }
}
