using ScaleApp.Data.Tokens;

namespace ScaleApp.Worker.Maintenance;

/// <summary>The recurring job that lets signing keys follow one another. To be run more often, or by several at once, does no harm.</summary>
internal sealed class KeyRotationJob(SigningKeyRing keys)
{
    /// <summary>What the recurring job is called.</summary>
    public const string Id = "rotate-signing-keys";

    public Task RunAsync(CancellationToken ct) => keys.RotateAsync(ct);
}
