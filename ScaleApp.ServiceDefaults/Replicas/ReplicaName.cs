namespace ScaleApp.ServiceDefaults.Replicas;

/// <summary>Which replica of which service this process is.</summary>
/// <param name="Service">The service, as gateways ask for it.</param>
/// <param name="Instance">The replica, as telemetry calls it.</param>
/// <param name="IsNamedByHost">Whether a host that starts replicas has named it, and so must have given it an address of its own.</param>
internal sealed record ReplicaName(string Service, string Instance, bool IsNamedByHost);
