namespace ScaleApp.ServiceDefaults.Replicas;

/// <summary>A replica as it stands in the registry.</summary>
/// <param name="Address">Where it takes requests; no two replicas share one.</param>
/// <param name="Instance">What telemetry calls it: <c>service.instance.id</c>.</param>
/// <param name="Load">How busy it was at its last heartbeat.</param>
/// <param name="Lease">How long it stays registered without another heartbeat.</param>
/// <param name="GrpcPort">The port of the same host on which it answers gRPC; null if it does not.</param>
public sealed record RegisteredReplica(Uri Address, string Instance, ReplicaLoad Load, TimeSpan Lease, int? GrpcPort = null);

/// <summary>How busy a replica is.</summary>
/// <param name="Processors">Processors in use since the heartbeat before: 0.5 is half of one.</param>
/// <param name="Requests">Requests in flight, open WebSockets among them.</param>
public readonly record struct ReplicaLoad(double Processors, int Requests);

/// <summary>A replica that has registered or withdrawn itself; one whose lease ends is not announced.</summary>
public readonly record struct ReplicaChange(Uri Address, bool IsRegistered);
