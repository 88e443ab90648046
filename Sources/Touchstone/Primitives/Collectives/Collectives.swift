extension Primitives {
  /// The primitives of the area `collectives`, in alphabetical order.
  static let collectives: [any Primitive.Type] = [
    AllGather.self,
    AllGatherNamed.self,
    AllReduce.self,
    AllToAll.self,
    AllToAllNamed.self,
    AxisIndex.self,
    CollectiveBroadcast.self,
    CollectivePermute.self,
    CollectiveReduce.self,
    CrossReplicaSum.self,
    Infeed.self,
    ManualComputation.self,
    NamedReduction.self,
    Outfeed.self,
    Ppermute.self,
    Print.self,
    Probe.self,
    ProcessNumber.self,
    PsumScatter.self,
    Receive.self,
    ReduceScatter.self,
    RunParallel.self,
    Send.self,
  ]
}
