using ScaleApp.Data.Maintenance;
using ScaleApp.Data.Tokens;

namespace ScaleApp.Worker.Maintenance;

/// <inheritdoc cref="IKeyRotationJob"/>
internal sealed class KeyRotationJob(SigningKeyRing keys) : IKeyRotationJob
{
    /// <summary>What the recurring job is called.</summary>
    public const string Id = "rotate-signing-keys";

    public Task RunAsync(CancellationToken ct) => keys.RotateAsync(ct);
}
