using System.ComponentModel.DataAnnotations;

namespace ScaleApp.ServiceDefaults.Replicas;

public sealed class ReplicaOptions : IValidatableObject
{
    public const string Section = "Replica";

    /// <summary>
    /// Where gateways reach this replica, as <c>http://10.1.2.3:8080</c>. Default: the address that Kestrel listens on; where that
    /// is a wildcard, as in containers, with the machine's own IP address.
    /// </summary>
    public Uri? Address { get; set; }

    /// <summary>
    /// The port on which this replica answers gRPC, one of those that Kestrel listens on: without TLS, HTTP/2 needs a port of its own.
    /// Default: none.
    /// </summary>
    [Range(1, 65535)]
    public int? GrpcPort { get; set; }

    /// <summary>How often the lease is renewed. Default: 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a replica stays registered after its last heartbeat, by the clock of Redis. Default: 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long gateways may go on sending requests after a withdrawal that was published. Default: 1 s; they receive it within
    /// milliseconds, and find out from <c>/health</c> within about a second when they do not.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan WithdrawalDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Lease < 2 * Heartbeat)
        {
            yield return new ValidationResult(
                $"{Section}:{nameof(Lease)} must be at least twice {Section}:{nameof(Heartbeat)}, or one late heartbeat ends it.", [nameof(Lease)]);
        }

        if (Address is { } address && !ReplicaAddress.IsReachable(address))
        {
            yield return new ValidationResult(
                $"{Section}:{nameof(Address)} must be an address that gateways can reach, as http://10.1.2.3:8080.", [nameof(Address)]);
        }
    }
}
