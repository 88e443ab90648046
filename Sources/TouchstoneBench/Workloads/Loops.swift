import NumPy
import Touchstone

extension Workload {
  /// What takes many small steps.
  static var loops: [Workload] {
    [
      .compiled("scan of 1,000 small steps") { x in
        let (last, outputs) = scan(
          { (h: Tensor, x1: Tensor) in
            let next = tanh(matmul(h, x[1]) + x1)
            return (next, sum(next))
          }, x[0], x[2])
        return [last, outputs]
      } _: {
        [noise([4, 32]), noise([32, 32], 0.2, seed: 1), noise([1000, 4, 32], seed: 2)]
      },
      .compiled("gradient of a scan of 200 steps") { x in
        let loss = { (w: Tensor) in
          let (last, _) = scan(
            { (h: Tensor, x1: Tensor) in
              let next = tanh(matmul(h, w) + x1)
              return (next, next[0, 0])
            }, x[0], x[2])
          return sum(square(last))
        }
        return [grad(loss)(x[1])]
      } _: {
        [noise([4, 32]), noise([32, 32], 0.2, seed: 1), noise([200, 4, 32], seed: 2)]
      },
      .compiled("gradient for each of 64 examples") { x in
        let loss = { (w: [Tensor], row: Tensor) in
          mean(square(matmul(tanh(matmul(row, w[0])), w[1])))
        }
        let weights = [x[0], x[1]]
        return vmap({ (row: Tensor) in grad({ (w: [Tensor]) in loss(w, row) })(weights) })(x[2])
      } _: {
        [noise([64, 128], 0.2), noise([128, 16], 0.2, seed: 1), noise([64, 64], seed: 2)]
      },
      Workload(name: "eager add of 4", count: 100_000) {
        let (x, y) = (noise([4]), noise([4], seed: 1))
        return {
          for _ in 1..<100_000 { _ = x + y }
          return [x + y]
        }
      },
      .compiled("compiled add of 4", count: 20_000) { x in
        [x[0] + x[1]]
      } _: {
        [noise([4]), noise([4], seed: 1)]
      },
    ]
  }
}
