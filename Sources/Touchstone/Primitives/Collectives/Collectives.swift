extension Primitives {
  /// The primitives of the area `collectives`, in alphabetical order.
  static let collectives: [any Primitive.Type] = [
    AllGather.self,
    AllReduce.self,
    AllToAll.self,
    CollectiveBroadcast.self,
    CollectivePermute.self,
    CollectiveReduce.self,
    CrossReplicaSum.self,
    Infeed.self,
    ManualComputation.self,
    Outfeed.self,
    Print.self,
    Probe.self,
    ProcessNumber.self,
    Receive.self,
    ReduceScatter.self,
    RunParallel.self,
    Send.self,
  ]
}
