// Compiling a function: JAX's `jax.jit`.

/// A function that is traced once for each form and types of its arguments, and then runs compiled.
///
/// `jit(f)` gives the same as a plain function; this object also tells how often it traced and why.
/// Whatever in the arguments is no tensor (numbers, texts, `Static` values) is part of the program:
/// for another value of it the function is traced again. What the function reads besides its
/// arguments is kept as it was when it was traced.
///
/// Memory is donated by giving up an argument, `state = step(consume state)`: a tensor that nobody
/// else holds may be overwritten with a result.
///
/// Specification: `jit`.
public final class Jit<Input, Output: TensorTree> {
  private enum Attempt {
    case call(FlatCall)
    case rejected(TensorError, standIn: Output)
  }
  private let flatten: (consuming Input) -> Attempt
  private let cache: TraceCache

  private init(_ place: Place, _ flatten: @escaping (consuming Input) -> Attempt) {
    self.flatten = flatten
    cache = TraceCache(place)
  }

  /// How often the function was traced.
  public var traceCount: Int { cache.traceCount }

  /// Why the last trace was necessary, in a sentence; `nil` if there was none yet.
  public func explainMiss() -> String? { cache.lastMiss }

  private func run(_ input: consuming Input) -> Output {
    switch flatten(input) {
    case .rejected(let error, let standIn):
      ErrorScope.report(error)
      return standIn
    case .call(var call):
      var form: TreeStructure?
      do {
        // After a rejected operation the error is known, and there is nothing to trace.
        if !call.arguments.leaves.contains(where: \.isInvalid) {
          let program = try cache.program(for: call)
          form = program.form
          return try Output(program.form, leaves: try program.run(call.takeLeaves()))
        }
      } catch let error as TensorError {
        ErrorScope.report(error)
      } catch {
        ErrorScope.report(TensorError("jit", "", [], "\(error)"))
      }
      guard let form = form ?? call.formOfResult,
        let standIn = try? Output(
          form, leaves: Array(repeating: .invalid, count: form.leafCount))
      else { fatalError("\(Output.self) cannot be made of tensors, as a tree can") }
      return standIn
    }
  }
}

extension Jit {
  /// `f`, to be compiled when it is called.
  public convenience init(
    _ f: @escaping (Input) -> Output, file: String = #fileID, line: Int = #line
  ) where Input: TensorTree {
    self.init(Place(file, line)) { input in
      do throws(TensorError) { return .call(try FlatCall(f, input)) } catch {
        return .rejected(error, standIn: f(input).invalidated)
      }
    }
  }
  /// The result for these arguments.
  public func callAsFunction(_ input: consuming Input) -> Output where Input: TensorTree {
    run(input)
  }
}

extension Jit {
  /// `f`, to be compiled when it is called.
  public convenience init<A: TensorTree, B: TensorTree>(
    _ f: @escaping (A, B) -> Output, file: String = #fileID, line: Int = #line
  ) where Input == (A, B) {
    self.init(Place(file, line)) { input in
      do throws(TensorError) { return .call(try FlatCall(f, input.0, input.1)) } catch {
        return .rejected(error, standIn: f(input.0, input.1).invalidated)
      }
    }
  }
  /// The result for these arguments.
  public func callAsFunction<A: TensorTree, B: TensorTree>(_ a: consuming A, _ b: consuming B)
    -> Output
  where Input == (A, B) {
    run((consume a, consume b))
  }
}

extension Jit {
  /// `f`, to be compiled when it is called.
  public convenience init<A: TensorTree, B: TensorTree, C: TensorTree>(
    _ f: @escaping (A, B, C) -> Output, file: String = #fileID, line: Int = #line
  ) where Input == (A, B, C) {
    self.init(Place(file, line)) { input in
      do throws(TensorError) { return .call(try FlatCall(f, input.0, input.1, input.2)) } catch {
        return .rejected(error, standIn: f(input.0, input.1, input.2).invalidated)
      }
    }
  }
  /// The result for these arguments.
  public func callAsFunction<A: TensorTree, B: TensorTree, C: TensorTree>(
    _ a: consuming A, _ b: consuming B, _ c: consuming C
  ) -> Output
  where Input == (A, B, C) {
    run((consume a, consume b, consume c))
  }
}

extension Jit {
  /// `f`, to be compiled when it is called.
  public convenience init<A: TensorTree, B: TensorTree, C: TensorTree, D: TensorTree>(
    _ f: @escaping (A, B, C, D) -> Output, file: String = #fileID, line: Int = #line
  ) where Input == (A, B, C, D) {
    self.init(Place(file, line)) { input in
      do throws(TensorError) {
        return .call(try FlatCall(f, input.0, input.1, input.2, input.3))
      } catch {
        return .rejected(error, standIn: f(input.0, input.1, input.2, input.3).invalidated)
      }
    }
  }
  /// The result for these arguments.
  public func callAsFunction<A: TensorTree, B: TensorTree, C: TensorTree, D: TensorTree>(
    _ a: consuming A, _ b: consuming B, _ c: consuming C, _ d: consuming D
  ) -> Output
  where Input == (A, B, C, D) {
    run((consume a, consume b, consume c, consume d))
  }
}

/// `f` compiled: traced once for each form and types of its arguments, and run by the backend in force.
///
/// Compiled functions nest in all transformations, and in each other. See `Jit` for what makes a
/// function trace again. Compiled code is kept for the whole process by the traced program, so that
/// `jit` of one function in a loop costs a trace each time, but never a compilation.
///
/// Specification: `jit`.
public func jit<A: TensorTree, R: TensorTree>(
  _ f: @escaping (A) -> R, file: String = #fileID, line: Int = #line
) -> (A) -> R {
  let compiled = Jit(f, file: file, line: line)
  return { compiled($0) }
}

/// `f` compiled.
///
/// Specification: `jit`.
public func jit<A: TensorTree, B: TensorTree, R: TensorTree>(
  _ f: @escaping (A, B) -> R, file: String = #fileID, line: Int = #line
) -> (A, B) -> R {
  let compiled = Jit(f, file: file, line: line)
  return { compiled($0, $1) }
}

/// `f` compiled.
///
/// Specification: `jit`.
public func jit<A: TensorTree, B: TensorTree, C: TensorTree, R: TensorTree>(
  _ f: @escaping (A, B, C) -> R, file: String = #fileID, line: Int = #line
) -> (A, B, C) -> R {
  let compiled = Jit(f, file: file, line: line)
  return { compiled($0, $1, $2) }
}

/// `f` compiled.
///
/// Specification: `jit`.
public func jit<A: TensorTree, B: TensorTree, C: TensorTree, D: TensorTree, R: TensorTree>(
  _ f: @escaping (A, B, C, D) -> R, file: String = #fileID, line: Int = #line
) -> (A, B, C, D) -> R {
  let compiled = Jit(f, file: file, line: line)
  return { compiled($0, $1, $2, $3) }
}

/// `f` compiled, its last argument being part of the program: it is traced again for another value.
///
/// Specification: `jit`.
public func jit<A: TensorTree, S: Hashable & Sendable, R: TensorTree>(
  _ f: @escaping (A, S) -> R, static: S.Type, file: String = #fileID, line: Int = #line
) -> (A, S) -> R {
  let compiled = Jit({ (a: A, s: Static<S>) in f(a, s.value) }, file: file, line: line)
  return { compiled($0, Static($1)) }
}

/// `f` compiled, its last argument being part of the program: it is traced again for another value.
///
/// Specification: `jit`.
public func jit<A: TensorTree, B: TensorTree, S: Hashable & Sendable, R: TensorTree>(
  _ f: @escaping (A, B, S) -> R, static: S.Type, file: String = #fileID, line: Int = #line
) -> (A, B, S) -> R {
  let compiled = Jit({ (a: A, b: B, s: Static<S>) in f(a, b, s.value) }, file: file, line: line)
  return { compiled($0, $1, Static($2)) }
}
