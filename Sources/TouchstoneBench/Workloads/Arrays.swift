import NumPy
import Touchstone

extension Workload {
  /// Single functions of large arrays.
  static var arrays: [Workload] {
    [
      .compiled("chain of 10M") { x in
        [tanh(x[0] * x[1] + x[2]) * exp(-x[0])]
      } _: {
        (0..<3).map { noise([10_000_000], seed: $0) }
      },
      .compiled("softmax 8192x1024") { x in
        [softmax(x[0])]
      } _: {
        [noise([8192, 1024], 4)]
      },
      .compiled("layer norm 8192x1024") { x in
        let centered = x[0] - mean(x[0], axis: -1, keepdims: true)
        let variance = mean(square(centered), axis: -1, keepdims: true)
        return [centered * rsqrt(variance + 1e-3) * x[1] + x[2]]
      } _: {
        [noise([8192, 1024]), noise([1024], seed: 1), noise([1024], seed: 2)]
      },
      .compiled("sum of 10M") { x in
        [sum(x[0])]
      } _: {
        [noise([10_000_000]) + 1]
      },
      .compiled("mean and variance of middle axes") { x in
        let center = mean(x[0], axis: [1, 2])
        let size = sum(x[0] * x[0], axis: [1, 2])
        return [center, size]
      } _: {
        [noise([32, 56, 56, 64])]
      },
      .compiled("convolution 8x56x56x64 3x3x64") { x in
        [conv(x[0], x[1], padding: .same)]
      } _: {
        [noise([8, 56, 56, 64]), noise([3, 3, 64, 64], seed: 1)]
      },
      .compiled("its gradients") { x in
        let loss = { (a: Tensor, b: Tensor) in sum(conv(a, b, padding: .same) * x[2]) }
        let gradients = grad({ (p: [Tensor]) in loss(p[0], p[1]) })([x[0], x[1]])
        return gradients
      } _: {
        [
          noise([8, 56, 56, 64]), noise([3, 3, 64, 64], seed: 1), noise([8, 56, 56, 64], seed: 2),
        ]
      },
      .compiled("sort of 1M") { x in
        [sort(x[0])]
      } _: {
        [noise([1_000_000])]
      },
      .compiled("gradient of an embedding") { x in
        [grad({ (table: Tensor) in sum(square(take(table, x[1], axis: 0))) })(x[0])]
      } _: {
        [noise([10_000, 128]), places([32, 128], below: 10_000)]
      },
    ]
      + [256, 512, 1024, 2048].map { size in
        .compiled("product \(size)x\(size)x\(size)") { x in
          [matmul(x[0], x[1])]
        } _: {
          [noise([size, size]), noise([size, size], seed: 1)]
        }
      }
  }
}
