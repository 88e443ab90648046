import Foundation

extension Examples {
  /// Learns the period of a pendulum from its length and its greatest angle, out of a CSV file.
  ///
  /// Returns the mean absolute error on the last fifth of the rows, in the unit of the target, which
  /// is the last column.
  public static func regression(_ options: ExampleOptions, file: String) throws -> Double {
    setRandomSeed(options.seed)
    let table = try CSV(file)
    guard table.columns.count > 1, table.rows.count >= 10 else {
      throw ConfigError(
        "\(file) must have a column of targets after those of inputs, and at least 10 rows")
    }
    let all = try table.numbers()
    let (rows, inputs) = (all.shape[0], all.shape[1] - 1)
    let border = rows * 4 / 5
    func part(_ from: Int, _ to: Int) -> (x: Tensor, y: Tensor) {
      let part = slice(all, [from, 0], [to - from, inputs + 1])
      return (
        slice(part, [0, 0], [to - from, inputs]), slice(part, [0, inputs], [to - from, 1])
      )
    }
    let (train, test) = (part(0, border), part(border, rows))
    // Means and deviations of the training rows only: the others stay unseen.
    let (centre, spread) = (mean(train.x, axis: 0), std(train.x, axis: 0) + 1e-6)
    let scaled = { (x: Tensor) in (x - centre) / spread }
    let model = Sequential(name: "regression") {
      Input(shape: [inputs], name: "inputs")
      Dense(32, activation: .tanh)
      Dense(32, activation: .tanh)
      Dense(1)
    }
    model.compile(optimizer: .adam(0.01), loss: .meanSquaredError, metrics: [.meanAbsoluteError])
    try model.fit(
      scaled(train.x), train.y, batchSize: options.batchSize, epochs: options.epochs,
      verbose: options.verbose)
    let logs = try model.evaluate(scaled(test.x), test.y, verbose: .silent)
    let error = logs["mean_absolute_error"] ?? .infinity
    options.print(
      "mean absolute error of \(table.columns[inputs]) on \(rows - border) rows: \(decimals(error))"
    )
    try finish(model, options)
    return error
  }
}
