using System.Diagnostics.Metrics;

namespace ScaleApp.Redis.SignalR;

/// <summary>What the backplane counts.</summary>
internal static class BackplaneMetrics
{
    private static readonly Meter Meter = new(RedisTelemetry.Name);

    public static readonly Counter<long> Published = Meter.CreateCounter<long>(
        "scaleapp.backplane.published", "{message}", "Messages handed to other servers.");

    public static readonly Counter<long> Failures = Meter.CreateCounter<long>(
        "scaleapp.backplane.failures", "{message}", "Messages that reached this server's clients only, because Redis was away.");

    public static readonly Counter<long> Received = Meter.CreateCounter<long>(
        "scaleapp.backplane.received", "{message}", "Messages taken over from other servers.");

    public static readonly Counter<long> SlowClients = Meter.CreateCounter<long>(
        "scaleapp.backplane.slow_clients", "{connection}", "Clients that were disconnected because they read too slowly.");
}
