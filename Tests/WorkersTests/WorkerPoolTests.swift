import Foundation
import Synchronization
import Testing

@testable import Workers

@Suite struct WorkerPoolTests {
  @Test(arguments: [1, 2, 3, 7], [0, 1, 2, 3, 64, 1000])
  func `every chunk is done once`(threads: Int, chunks: Int) {
    let pool = WorkerPool(threads: threads)
    for _ in 0..<50 {
      let counts = (0..<chunks).map { _ in Count() }
      pool.forEach(chunks: chunks) { counts[$0].add() }
      #expect(counts.allSatisfy { $0.value == 1 })
    }
  }

  @Test func `negative counts do nothing`() {
    let pool = WorkerPool(threads: 2)
    pool.forEach(chunks: -3) { _ in Issue.record("there is no chunk") }
    pool.forEach(-1, by: 4) { _ in Issue.record("there is no range") }
  }

  @Test(arguments: [
    (10, 3, [0..<3, 3..<6, 6..<9, 9..<10]), (4, 4, [0..<4]), (4, 100, [0..<4]), (0, 5, []),
    (3, 0, [0..<1, 1..<2, 2..<3]),
    (Int.max, Int.max - 1, [0..<(Int.max - 1), (Int.max - 1)..<Int.max]),
  ])
  func `ranges depend on size alone`(count: Int, size: Int, expected: [Range<Int>]) {
    for threads in [1, 3] {
      let ranges = Mutex<[Range<Int>]>([])
      WorkerPool(threads: threads).forEach(count, by: size) { range in
        ranges.withLock { $0.append(range) }
      }
      let sorted = ranges.withLock { $0.sorted { $0.lowerBound < $1.lowerBound } }
      #expect(sorted == expected)
    }
  }

  /// No thread can finish its chunk before another has begun one.
  @Test func `chunks run at the same time`() {
    let pool = WorkerPool(threads: 3)
    let before = pool.activity
    let running = Atomic(0)
    let isMet = Atomic(true)
    pool.forEach(chunks: 2) { _ in
      running.add(1, ordering: .sequentiallyConsistent)
      let deadline = ContinuousClock.now + .seconds(60)
      while running.load(ordering: .sequentiallyConsistent) < 2 {
        if ContinuousClock.now > deadline {
          isMet.store(false, ordering: .relaxed)
          return
        }
        sched_yield()
      }
    }
    let haveMet = isMet.load(ordering: .relaxed)
    #expect(haveMet)
    let activity = pool.activity.since(before)
    #expect(activity.regions == 1)
    #expect(activity.sharedRegions == 1)
    #expect(activity.alone == 0)
    #expect(activity.chunksByThread.reduce(0, +) == 2)
    #expect(activity.chunksByThread.allSatisfy { $0 <= 1 })
  }

  @Test func `loops inside a chunk run on its thread`() {
    let pool = WorkerPool(threads: 2)
    let other = WorkerPool(threads: 2)
    let total = Count()
    #expect(!WorkerPool.isInside)
    pool.forEach(chunks: 8) { _ in
      let isInside = WorkerPool.isInside
      #expect(isInside)
      let thread = pthread_self()
      for inner in [pool, other] {
        inner.forEach(chunks: 5) { _ in
          #expect(pthread_equal(thread, pthread_self()) != 0)
          total.add()
        }
      }
    }
    #expect(!WorkerPool.isInside)
    #expect(total.value == 80)
    #expect(pool.activity.regions == 1)
    #expect(pool.activity.alone == 8)
    #expect(other.activity.regions == 0)
  }

  @Test func `several threads use a pool at once`() {
    let pool = WorkerPool(threads: 3)
    let total = Count()
    let done = DispatchSemaphore(value: 0)
    for _ in 0..<4 {
      Thread.detachNewThread {
        for _ in 0..<500 { pool.forEach(chunks: 7) { _ in total.add() } }
        done.signal()
      }
    }
    for _ in 0..<4 { done.wait() }
    #expect(total.value == 4 * 500 * 7)
    #expect(pool.activity.regions + pool.activity.alone == 4 * 500)
  }

  @Test func `what chunks write is seen after the loop`() {
    let pool = WorkerPool(threads: 4)
    var numbers = [Int](repeating: 0, count: 10_000)
    for round in 1...200 {
      numbers.withUnsafeMutableBufferPointer { numbers in
        let base = UnsafeMutableBufferPointer(rebasing: numbers[...])
        pool.forEach(numbers.count, by: 97) { for i in $0 { base[i] += i } }
      }
      #expect(numbers[9_999] == round * 9_999)
    }
    #expect(numbers.indices.allSatisfy { numbers[$0] == 200 * $0 })
  }

  @Test func `the number of threads is settable between loops, and inside one for the next`() {
    let pool = WorkerPool(threads: 2)
    let total = Count()
    for threads in [5, 1, 3, 8, 2, 2, 1] {
      pool.threads = threads
      #expect(pool.threads == threads)
      pool.forEach(chunks: 20) { _ in
        pool.threads = 4
        total.add()
      }
      #expect(pool.threads == 4)
    }
    #expect(total.value == 7 * 20)
    pool.threads = -1
    #expect(pool.threads == 1)
    pool.threads = .max
    #expect(pool.threads == WorkerPool.mostThreads)
  }

  @Test func `a pool of one thread starts none`() {
    let pool = WorkerPool(threads: 1)
    let thread = pthread_self()
    pool.forEach(chunks: 9) { _ in #expect(pthread_equal(thread, pthread_self()) != 0) }
    #expect(pool.activity.regions == 0)
    #expect(pool.activity.alone == 1)
  }

  @Test func `pools end while their threads sleep or spin`() {
    for i in 0..<60 {
      let pool = WorkerPool(threads: 4)
      let total = Count()
      pool.forEach(chunks: 16) { _ in total.add() }
      if i % 3 == 0 { usleep(2000) }
      #expect(total.value == 16)
    }
  }

  @Test func `loops after idle time are done as well`() {
    let pool = WorkerPool(threads: 2)
    let total = Count()
    for _ in 0..<100 {
      pool.forEach(chunks: 4) { _ in total.add() }
      usleep(300)
    }
    #expect(total.value == 400)
    #expect(pool.activity.regions == 100)
  }

  @Test(arguments: ["0", "-2", "", "two", "1.5", "100000"])
  func `a wrong number of threads is explained`(text: String) {
    #expect(
      ThreadCount.complaint(about: text)
        == "TOUCHSTONE_THREADS is '\(text)', and must be a number from 1 to 256")
  }

  @Test func `numbers of threads are taken as they are`() {
    #expect(ThreadCount.complaint(about: nil) == nil)
    #expect(ThreadCount.complaint(about: "1") == nil)
    #expect(ThreadCount.complaint(about: "256") == nil)
    #expect(ThreadCount.processors >= 1)
  }
}

private final class Count: Sendable {
  private let count = Atomic(0)
  func add() { count.add(1, ordering: .relaxed) }
  var value: Int { count.load(ordering: .relaxed) }
}
