using System.ComponentModel.DataAnnotations;
using System.Net;

namespace ScaleApp.Gateway;

internal sealed class GatewayOptions : IValidatableObject
{
    public const string Section = "Gateway";

    /// <summary>The service whose replicas requests are forwarded to, as they register it. Default: <c>api</c>.</summary>
    [Required]
    public string Service { get; set; } = "api";

    /// <summary>The path whose requests stay at one replica, for SignalR. Default: <c>/hubs</c>.</summary>
    [RegularExpression("/.*[^/]")]
    public string HubsPath { get; set; } = "/hubs";

    /// <summary>How often the registry is read, beside the changes that it publishes. Default: 500 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a known replica has to register again when Redis was unavailable. Default: 5 s, as long as its lease.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often each replica is asked for its readiness. Default: 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan HealthInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>When a replica that has not answered that counts as unavailable, the second time in a row. Default: 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan HealthTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a replica gets no requests after a connection to it failed, while there are others. Default: 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:05:00")]
    public TimeSpan FailureRest { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>When a connection that is not established counts as failed. Default: 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long a request that can be repeated waits for the response of one replica before another is asked, if one is ready. Default: 10 s,
    /// which is longer than any such request takes of an API whose own servers are available.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "01:00:00")]
    public TimeSpan TryTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a replica may send nothing before the request is ended with 504. Default: 40 s, so that the replica's own deadline
    /// (30 s) ends a request first, with an answer that says more.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan ActivityTimeout { get; set; } = TimeSpan.FromSeconds(40);

    /// <summary>
    /// How many replicas may receive one request. Default: 3, so that a request that makes a replica fail does not reach all of
    /// them. Replicas that cannot be connected to do not count.
    /// </summary>
    [Range(1, 10)]
    public int Attempts { get; set; } = 3;

    /// <summary>How many bytes a body may have to be kept until the request has succeeded, so that it can be repeated. Default: 64 KB.</summary>
    [Range(0, 16 * 1024 * 1024)]
    public int RepeatableBodySize { get; set; } = 64 * 1024;

    /// <summary>How many bytes the body of a request may have. Default: 30,000,000; the API takes less, and decides for itself.</summary>
    [Range(1, long.MaxValue)]
    public long MaxRequestBodySize { get; set; } = 30_000_000;

    /// <summary>
    /// Networks of the proxies in front of the gateway, as <c>10.1.0.0/16</c>, whose X-Forwarded-For and X-Forwarded-Proto are
    /// believed. Default: none; the gateway is the edge, and what a client says in these headers is dropped.
    /// </summary>
    public string[] TrustedProxies { get; set; } = [];

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Array.Find(TrustedProxies, network => !IPNetwork.TryParse(network, out _)) is { } wrong)
        {
            yield return new ValidationResult(
                $"{Section}:{nameof(TrustedProxies)} holds '{wrong}', which is not a network: write address/bits.", [nameof(TrustedProxies)]);
        }

        if (TryTimeout > ActivityTimeout)
        {
            yield return new ValidationResult(
                $"{Section}:{nameof(TryTimeout)} must not be longer than {Section}:{nameof(ActivityTimeout)}.", [nameof(TryTimeout)]);
        }
    }
}
