/// What of an object of Keras a case computes.
public enum KerasMode: String, CaseIterable, Sendable {
  /// A layer called in inference: outputs, masks, what it adds to the loss.
  case inference
  /// A layer called in training: the same, and the variables it changes.
  case training
  /// The gradients of a layer's weights and inputs, of a loss by the predictions, of a function by its
  /// arguments.
  case gradient
  /// A layer in inference that computes in float16.
  case mixedFloat16 = "mixed_float16"
  /// A layer in inference that computes in bfloat16.
  case mixedBFloat16 = "mixed_bfloat16"
  /// A loss, or a function.
  case value
  /// A loss computed in float16.
  case float16
  /// A loss computed in bfloat16.
  case bfloat16
  /// What a metric comes to before and after each batch, and what it gathered.
  case results
  /// An optimizer's steps: weights after each, rates, and its state at the end.
  case trajectory
  /// A model's training: what `fit` reports of each epoch, and the weights at the end.
  case history
  /// A function for two members at once, the second having the arguments from last to first.
  case vmap
  /// A function that is not traced, but computes step by step, as what compiles by itself does.
  case eager
}
